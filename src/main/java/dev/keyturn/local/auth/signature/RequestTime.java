package dev.keyturn.local.auth.signature;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * When a request was signed: {@code X-Amz-Date}, else {@code Date}.
 *
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/sigv4-date-handling.html">Handling
 *     dates</a>
 */
final class RequestTime {

  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private RequestTime() {}

  static Optional<Instant> of(WireRequest request) {
    return request
        .header("X-Amz-Date")
        .or(() -> request.header("Date"))
        .flatMap(RequestTime::instant);
  }

  static String text(Instant time) {
    return BASIC.format(time);
  }

  private static Optional<Instant> instant(String text) {
    for (DateTimeFormatter format : List.of(BASIC, DateTimeFormatter.RFC_1123_DATE_TIME)) {
      try {
        return Optional.of(format.parse(text.strip(), Instant::from));
      } catch (DateTimeParseException e) {
        // The other format, or none.
      }
    }
    return Optional.empty();
  }
}
