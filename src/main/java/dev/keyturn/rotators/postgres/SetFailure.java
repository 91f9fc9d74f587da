package dev.keyturn.rotators.postgres;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import java.sql.SQLException;

/**
 * Why a change failed, by the SQLState of the server's answer.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL: error
 *     codes</a>
 */
final class SetFailure {

  /** Connection exception (SQL standard). */
  private static final String CONNECTION = "08";

  private record Fact(Reason reason, String remedy) {}

  private SetFailure() {}

  /**
   * Explains a failure.
   *
   * @param failure what the driver threw
   * @param doing what was being done
   * @param role whose password was to be set
   * @param actor who was setting it
   * @param restricted whether the service reserves password changes for others than the actor
   */
  static RotationException of(
      SQLException failure, String doing, String role, Actor actor, boolean restricted) {
    String state = String.valueOf(failure.getSQLState());
    Fact fact =
        state.equals("42501") ? notAllowed(role, actor, restricted) : fact(state, role, actor);
    return new RotationException(
        fact.reason(),
        "%s failed with %s; %s".formatted(doing, ServerSaid.text(failure), outcome(doing, state)),
        fact.remedy(),
        failure);
  }

  /** Of a commit whose answer is lost, nobody knows; the next run tries the new password first. */
  private static String outcome(String doing, String state) {
    return doing.equals(Transaction.COMMITTING) && state.startsWith(CONNECTION)
        ? "it is not known whether the password was changed"
        : "nothing was changed";
  }

  private static Fact notAllowed(String role, Actor actor, boolean restricted) {
    // Nothing else keeps a role from changing its own password.
    if (restricted || actor.isSelf()) {
      return new Fact(
          Reason.PASSWORD_COMMANDS_RESTRICTED,
          "The service reserves password changes (on Amazon RDS: rds.restrict_password_commands). Run:"
              + " GRANT rds_password TO %s; or let an admin who has it set the password, by member"
                  .formatted(Sql.identifier(actor.user()))
              + " 'masterarn'");
    }
    return new Fact(
        Reason.PRIVILEGE_MISSING,
        "Run as a superuser: ALTER ROLE %s CREATEROLE; GRANT %s TO %s WITH ADMIN OPTION"
            .formatted(
                Sql.identifier(actor.user()), Sql.identifier(role), Sql.identifier(actor.user())));
  }

  private static Fact fact(String state, String role, Actor actor) {
    return switch (state) {
      case "25006" ->
          new Fact(
              Reason.SERVICE_READ_ONLY,
              "Let member 'host' name the writer; if it does, see what sets"
                  + " default_transaction_read_only for "
                  + Sql.identifier(actor.user()));
      case "42704" ->
          new Fact(
              Reason.USER_MISSING,
              "Run: CREATE ROLE %s LOGIN; or name a role that exists in member 'username'"
                  .formatted(Sql.identifier(role)));
      case "57014", "55P03" ->
          new Fact(
              Reason.OUT_OF_TIME,
              "See in pg_locks which session holds what this one waited for, or give the function a"
                  + " longer Timeout");
      case "57P01", "57P02", "57P03" ->
          new Fact(
              Reason.SERVICE_NOT_READY,
              "Wait until the server has started; Secrets Manager reattempts the rotation");
      default -> byClass(state);
    };
  }

  private static Fact byClass(String state) {
    String type = state.substring(0, Math.min(2, state.length()));
    return switch (type) {
      case CONNECTION ->
          new Fact(
              Reason.SERVICE_UNREACHABLE,
              "See why the connection broke; Secrets Manager reattempts the rotation");
      // Data, dependencies, names, authorization and prerequisites that the server checks.
      case "22", "2B", "0L", "28", "42", "55" ->
          new Fact(
              Reason.SERVICE_REFUSED,
              "Change what the server objects to, then start the rotation again");
      default ->
          new Fact(
              Reason.SERVICE_FAILED,
              "Look into the server's log at this time; the rotation may be started again");
    };
  }
}
