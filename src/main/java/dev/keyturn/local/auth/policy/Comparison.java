package dev.keyturn.local.auth.policy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;

/** Compares one value of the request with one of the policy. What cannot be read is not alike. */
@FunctionalInterface
interface Comparison {

  boolean test(String value, String policy, Variables variables);

  static boolean equal(String value, String policy, Variables variables) {
    return Glob.literal(policy, variables).filter(glob -> glob.matches(value)).isPresent();
  }

  static boolean equalIgnoringCase(String value, String policy, Variables variables) {
    return Glob.literal(policy, variables)
        .filter(glob -> glob.lowerCase().matches(value.toLowerCase(Locale.ROOT)))
        .isPresent();
  }

  static boolean like(String value, String policy, Variables variables) {
    return Glob.pattern(policy, variables).filter(glob -> glob.matches(value)).isPresent();
  }

  static boolean arn(String value, String policy, Variables variables) {
    return Glob.pattern(policy, variables).filter(glob -> Arns.like(glob, value)).isPresent();
  }

  static boolean address(String value, String policy, Variables variables) {
    return AddressRange.of(policy).filter(range -> range.contains(value)).isPresent();
  }

  static Comparison number(IntPredicate order) {
    return ordered(order, Comparison::decimal);
  }

  static Comparison date(IntPredicate order) {
    return ordered(order, Comparison::instant);
  }

  private static <T extends Comparable<T>> Comparison ordered(
      IntPredicate order, Function<String, Optional<T>> reader) {
    return (value, policy, variables) ->
        reader
            .apply(value)
            .flatMap(actual -> reader.apply(policy).map(actual::compareTo))
            .filter(order::test)
            .isPresent();
  }

  private static Optional<BigDecimal> decimal(String text) {
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** ISO 8601 as W3C restricts it, or seconds since 1970. */
  private static Optional<Instant> instant(String text) {
    Optional<Instant> seconds = decimal(text).map(time -> Instant.ofEpochSecond(time.longValue()));
    if (seconds.isPresent()) {
      return seconds;
    }
    try {
      return Optional.of(
          text.contains("T")
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
