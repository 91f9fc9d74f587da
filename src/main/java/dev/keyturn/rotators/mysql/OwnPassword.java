package dev.keyturn.rotators.mysql;

import dev.keyturn.rotators.mysqlprotocol.Account;
import dev.keyturn.rotators.mysqlprotocol.Setting;
import dev.keyturn.rotators.mysqlprotocol.Sql;
import java.sql.SQLException;
import java.util.Set;

/**
 * Sets the password of the user that is logged in.
 *
 * <p>An account has a first password and may have a second one. RETAIN CURRENT PASSWORD makes the
 * first one the second, and forgets the second. So whoever logged in by the second (because a
 * rotation that was abandoned has set the first, or because two run at once) must not retain: it
 * replaces the first, and its own stays. REPLACE tells which of the two it is, in the statement
 * that makes the change.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/alter-user.html">MySQL: ALTER USER</a>
 */
final class OwnPassword {

  /** ER_SPECIFIC_ACCESS_DENIED_ERROR. */
  private static final int PRIVILEGE_MISSING = 1227;

  /** ER_INCORRECT_CURRENT_PASSWORD, by its number since 8.0.16 and the one before. */
  private static final Set<Integer> NOT_THE_FIRST = Set.of(3891, 13225);

  private static final String RETAIN = " RETAIN CURRENT PASSWORD";

  private final Setting setting;
  private final String identified;

  OwnPassword(Setting setting) {
    this.setting = setting;
    this.identified = "IDENTIFIED BY " + Sql.literal(setting.password().reveal());
  }

  void set() throws SQLException {
    if (!Feature.TWO_PASSWORDS.in(setting.server())) {
      setting
          .warnings()
          .accept(
              "the old password ended with the change, because MySQL %s keeps one only; two need 8.0.14"
                  .formatted(setting.server().text()));
      replace("");
      return;
    }
    try {
      replace(RETAIN);
    } catch (SQLException e) {
      if (e.getErrorCode() != PRIVILEGE_MISSING) {
        throw e;
      }
      replace("");
      setting.warnings().accept(mayNotRetain());
    }
  }

  private void replace(String retain) throws SQLException {
    if (!Feature.REPLACE.in(setting.server())) {
      setting.alter(account -> identified, "");
      return;
    }
    String known = " REPLACE " + Sql.literal(setting.login().password().reveal());
    try {
      // Of others' passwords, none may be stated.
      setting.alter(account -> identified + (isOwn(account) ? known : "") + retain, "");
    } catch (SQLException e) {
      if (!NOT_THE_FIRST.contains(e.getErrorCode())) {
        throw e;
      }
      setting.alter(account -> identified, "");
    }
  }

  private boolean isOwn(Account account) {
    return account.equals(setting.actor());
  }

  private String mayNotRetain() {
    return "the old password ended with the change, because %1$s may keep one only. Run as an admin: GRANT APPLICATION_PASSWORD_ADMIN ON *.* TO %1$s"
        .formatted(setting.actor());
  }
}
