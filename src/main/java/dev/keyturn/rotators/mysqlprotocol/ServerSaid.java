package dev.keyturn.rotators.mysqlprotocol;

import java.sql.SQLException;
import java.util.regex.Pattern;

/** Puts a failure into a few words: error number, SQLState and the server's message, no more. */
final class ServerSaid {

  /** The driver puts the connection's number in front. */
  private static final Pattern CONNECTION = Pattern.compile("^\\(conn=\\d+\\) ");

  private ServerSaid() {}

  static String text(SQLException failure) {
    String message = failure.getMessage();
    String text =
        message == null
            ? failure.getClass().getSimpleName()
            : CONNECTION.matcher(message).replaceFirst("");
    String state = failure.getSQLState();
    return "%d (%s): %s"
        .formatted(
            Math.max(0, failure.getErrorCode()),
            state == null ? "no SQLState" : state,
            text.endsWith(".") ? text.substring(0, text.length() - 1) : text);
  }
}
