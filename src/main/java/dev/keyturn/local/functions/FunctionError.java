package dev.keyturn.local.functions;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.rotation.FunctionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a function says of its failure: {@code {"errorMessage", "errorType", …}}.
 *
 * @param text that in one line
 * @param payload as the function said it
 */
record FunctionError(String text, String payload) {

  private static final int LONGEST = 200;

  /** A failure that the function reported itself. */
  static final class ReportedException extends FunctionException {

    private static final long serialVersionUID = 1L;

    private final String payload;

    private ReportedException(FunctionError error) {
      super(error.text, null);
      this.payload = error.payload;
    }

    /** JSON, unless the function is broken. */
    String payload() {
      return payload;
    }
  }

  /**
   * The message of a failure of ours says all; other functions' errors need their type, which AWS's
   * client also sends for a message where there is none.
   */
  static FunctionError of(byte[] payload) {
    return new FunctionError(text(payload), new String(payload, StandardCharsets.UTF_8));
  }

  FunctionException exception() {
    return new ReportedException(this);
  }

  private static String text(byte[] payload) {
    try {
      Map<String, Object> error = JSON.std.mapFrom(payload);
      String type = error.get("errorType") instanceof String text ? text : "Error";
      if (!(error.get("errorMessage") instanceof String message) || message.equals(type)) {
        return type;
      }
      return type.endsWith("RotationException") ? message : type + ": " + message;
    } catch (IOException e) {
      String line =
          new String(payload, StandardCharsets.UTF_8).strip().lines().findFirst().orElse("");
      return "the function reported an error that is not JSON"
          + (line.isEmpty() ? "" : ": " + line.substring(0, Math.min(line.length(), LONGEST)));
    }
  }
}
