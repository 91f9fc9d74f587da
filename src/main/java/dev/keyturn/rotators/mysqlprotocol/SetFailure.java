package dev.keyturn.rotators.mysqlprotocol;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Why a change failed, by the number of the server's answer.
 *
 * @see <a href="https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html">MySQL:
 *     server errors</a>
 * @see <a href="https://mariadb.com/docs/server/reference/error-codes">MariaDB: error codes</a>
 */
final class SetFailure {

  /** Connection exception (SQL standard). */
  private static final String CONNECTION = "08";

  private static final String OBJECTION =
      "Change what the server objects to, then start the rotation again";

  private record Fact(Reason reason, String remedy) {}

  private final Statements statements;
  private final Dialect dialect;
  private final Account actor;
  private final String user;

  SetFailure(Statements statements, Dialect dialect, Account actor, String user) {
    this.statements = statements;
    this.dialect = dialect;
    this.actor = actor;
    this.user = user;
  }

  RotationException of(SQLException failure) {
    Change last = statements.last();
    Optional<String> policy = policy(failure);
    Fact fact =
        policy.isPresent() ? new Fact(Reason.SERVICE_REFUSED, policy.get()) : fact(failure, last);
    return new RotationException(
        fact.reason(),
        "%s failed with %s; %s".formatted(last.what(), ServerSaid.text(failure), outcome(failure)),
        fact.remedy(),
        failure);
  }

  /**
   * Of a statement whose answer is lost, nobody knows; the next run tries the new password first.
   */
  private String outcome(SQLException failure) {
    if (isConnection(failure)) {
      return "it is not known whether the password was changed";
    }
    return statements.changed() ? "the password was not changed" : "nothing was changed";
  }

  private Optional<String> policy(SQLException failure) {
    Change last = statements.last();
    try {
      return isConnection(failure) ? Optional.empty() : dialect.policyRemedy(statements, failure);
    } catch (SQLException e) {
      failure.addSuppressed(e);
      return Optional.empty();
    } finally {
      statements.resume(last);
    }
  }

  private Fact fact(SQLException failure, Change last) {
    return switch (failure.getErrorCode()) {
      case 1044, 1045, 1142, 1143, 1227, 1370, 1410, 1698 -> notAllowed(last);
      case 1290 -> prevented(String.valueOf(failure.getMessage()));
      case 1792, 1836 -> readOnly();
      case 1133, 1141, 1396 ->
          new Fact(
              Reason.USER_MISSING,
              "Run: CREATE USER %s; or name a user that exists in member 'username'"
                  .formatted(new Account(user, "%")));
      case 3892, 13226 ->
          new Fact(
              Reason.SERVICE_REFUSED,
              "Run as an admin: ALTER USER %s PASSWORD REQUIRE CURRENT OPTIONAL".formatted(actor));
      case 1205, 1317, 1969, 3024 ->
          new Fact(
              Reason.OUT_OF_TIME,
              "See in SHOW PROCESSLIST which session holds what this one waited for, or give the"
                  + " function a longer Timeout");
      case 1053, 1077, 1079, 1927 ->
          new Fact(
              Reason.SERVICE_NOT_READY,
              "Wait until the server has started; Secrets Manager reattempts the rotation");
      default -> byState(failure);
    };
  }

  private Fact notAllowed(Change last) {
    String needed = last.needed().isEmpty() ? Change.CREATE_USER : last.needed();
    return new Fact(
        Reason.PRIVILEGE_MISSING,
        "Run as an admin who may: " + needed.replace("%s", actor.toString()));
  }

  /** One number for all options that stand in the way, which the message names. */
  private Fact prevented(String message) {
    return message.contains("read-only") || message.contains("read_only")
        ? readOnly()
        : new Fact(Reason.SERVICE_REFUSED, OBJECTION);
  }

  private static Fact readOnly() {
    return new Fact(
        Reason.SERVICE_READ_ONLY,
        "Let member 'host' name the writer; if it does, see who has set read_only or super_read_only");
  }

  private static Fact byState(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    if (state.startsWith(CONNECTION)) {
      return new Fact(
          Reason.SERVICE_UNREACHABLE,
          "See why the connection broke; Secrets Manager reattempts the rotation");
    }
    // What the server says of syntax, privileges and data, and what it has no SQLState for.
    return state.startsWith("42") || state.startsWith("22") || state.startsWith("HY")
        ? new Fact(Reason.SERVICE_REFUSED, OBJECTION)
        : new Fact(
            Reason.SERVICE_FAILED,
            "Look into the server's log at this time; the rotation may be started again");
  }

  private static boolean isConnection(SQLException failure) {
    return String.valueOf(failure.getSQLState()).startsWith(CONNECTION)
        && failure.getErrorCode() <= 0;
  }
}
