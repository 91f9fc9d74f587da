package dev.keyturn.local.secrets;

import dev.keyturn.local.secrets.Page.Place;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The orders in which secrets and versions are listed. */
final class SecretOrder {

  private static final String CREATED = "created-date";
  private static final HexFormat HEX = HexFormat.of();

  private SecretOrder() {}

  /** As SortBy and SortOrder say; the oldest first when they say nothing. */
  static Page.Order<Secret> of(Parameters request) {
    String by = request.text("SortBy").orElse(CREATED);
    boolean descending = request.text("SortOrder").filter("desc"::equals).isPresent();
    return new Page.Order<>(
        by + (descending ? " desc" : " asc"),
        descending,
        secret -> new Place(value(secret, by), secret.key().name()));
  }

  /** The oldest first. */
  static Page.Order<Version> ofVersions(String arn) {
    return new Page.Order<>(
        arn, false, version -> new Place(sortable(version.created()), version.id()));
  }

  private static String value(Secret secret, String by) {
    return switch (by) {
      case "name" -> secret.key().name();
      case "last-accessed-date" -> sortable(secret.accessed());
      case "last-changed-date" -> sortable(secret.changed());
      default -> sortable(secret.created());
    };
  }

  /** Text that sorts as the times do; what never happened comes before everything. */
  private static String sortable(@Nullable Instant time) {
    return time == null
        ? ""
        : HEX.toHexDigits(time.getEpochSecond() - Instant.MIN.getEpochSecond())
            + HEX.toHexDigits(time.getNano());
  }
}
