package dev.keyturn.rotators.postgres;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Puts a failure into a few words: the SQLState and the server's primary message, no more. */
final class ServerSaid {

  private ServerSaid() {}

  static String text(SQLException failure) {
    String state = failure.getSQLState();
    return (state == null ? "no SQLState" : state) + ": " + message(failure);
  }

  /** The function of the server that failed, in every language; empty if it does not say. */
  static String routine(SQLException failure) {
    ServerErrorMessage said = answer(failure);
    String routine = said == null ? null : said.getRoutine();
    return routine == null ? "" : routine;
  }

  private static String message(SQLException failure) {
    ServerErrorMessage said = answer(failure);
    String message = said == null ? failure.getMessage() : said.getMessage();
    String text = message == null ? failure.getClass().getSimpleName() : message;
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  private static @Nullable ServerErrorMessage answer(SQLException failure) {
    return failure instanceof PSQLException e ? e.getServerErrorMessage() : null;
  }
}
