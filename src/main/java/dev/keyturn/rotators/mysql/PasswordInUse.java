package dev.keyturn.rotators.mysql;

import dev.keyturn.rotators.mysqlprotocol.Setting;
import dev.keyturn.rotators.mysqlprotocol.Sql;
import java.sql.SQLException;
import java.util.Set;

/**
 * Sets the password of a user whom an administrator changes, while clients use the current one.
 *
 * <p>An administrator cannot tell whether the current password is the first or the second one of an
 * account, so it makes it the first, and then the second. Between the two statements both are the
 * current one.
 */
final class PasswordInUse {

  /** Password history and password validation, which may object to the current password. */
  private static final Set<Integer> OBJECTIONS = Set.of(1819, 3638);

  private final Setting setting;

  PasswordInUse(Setting setting) {
    this.setting = setting;
  }

  void set() throws SQLException {
    String pending = "IDENTIFIED BY " + Sql.literal(setting.password().reveal());
    if (!Feature.TWO_PASSWORDS.in(setting.server())) {
      setting
          .warnings()
          .accept(
              "the old password ended with the change, because MySQL %s keeps one only; two need 8.0.14"
                  .formatted(setting.server().text()));
      setting.alter(account -> pending, "");
      return;
    }
    makeCurrentTheFirst();
    setting.alter(account -> pending + " RETAIN CURRENT PASSWORD", "");
  }

  /** It is the first already, unless a rotation was abandoned. */
  private void makeCurrentTheFirst() throws SQLException {
    String current = "IDENTIFIED BY " + Sql.literal(setting.current().password().reveal());
    try {
      setting.alter(account -> current, "");
    } catch (SQLException e) {
      if (!OBJECTIONS.contains(e.getErrorCode())) {
        throw e;
      }
    }
  }
}
