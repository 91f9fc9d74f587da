package dev.keyturn.local.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartMomentsTest {

  private static final Window DAY =
      new Window(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-03-02T00:00:00Z"));
  private static final int MANY = 20_000;

  @ParameterizedTest
  @CsvSource({"1, 0.25", "2, 0.5", "4, 0.7071"})
  void minutesLeanToTheTopOfTheHour(double weight, double firstQuarter) {
    List<Instant> moments = moments(weight, DAY, DAY.opens()).toList();

    assertThat(share(moments, minute -> minute < 15)).isCloseTo(firstQuarter, within(0.02));
    assertThat(moments.stream().mapToInt(StartMomentsTest::minute).max()).hasValue(59);
  }

  @Test
  void hoursAreEven() {
    List<Instant> moments = moments(2, DAY, DAY.opens()).toList();

    for (int hour = 0; hour < 24; hour++) {
      int expected = hour;
      assertThat(
              (double)
                      moments.stream()
                          .filter(m -> m.atOffset(ZoneOffset.UTC).getHour() == expected)
                          .count()
                  / MANY)
          .isCloseTo(1 / 24.0, within(0.01));
    }
  }

  @Test
  void neverBeforeTheEarliestMomentNorAfterTheWindow() {
    Instant earliest = Instant.parse("2026-03-01T22:50:00Z");
    List<Instant> moments = moments(2, DAY, earliest).toList();

    assertThat(moments).allMatch(m -> !m.isBefore(earliest) && m.isBefore(DAY.closes()));
    assertThat(moments).anyMatch(m -> m.isAfter(Instant.parse("2026-03-01T23:00:00Z")));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesAWeightThatLeansElsewhere(double weight) {
    Random random = new Random(1);
    assertThatThrownBy(() -> new StartMoments(random, weight))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("minutes lean to the top of the hour by 1 or more");
  }

  private static Stream<Instant> moments(double weight, Window window, Instant earliest) {
    StartMoments moments = new StartMoments(new Random(42), weight);
    return Stream.generate(() -> moments.in(window, earliest)).limit(MANY);
  }

  private static double share(List<Instant> moments, java.util.function.IntPredicate minutes) {
    return (double) moments.stream().mapToInt(StartMomentsTest::minute).filter(minutes).count()
        / MANY;
  }

  private static int minute(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC).getMinute();
  }
}
