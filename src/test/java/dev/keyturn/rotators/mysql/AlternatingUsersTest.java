package dev.keyturn.rotators.mysql;

import static dev.keyturn.secret.StagingLabel.CURRENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotators.mysqlprotocol.Account;
import dev.keyturn.rotators.mysqlprotocol.AlternatingUsersTests;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MySqlServer.Shared.class)
class AlternatingUsersTest extends AlternatingUsersTests {

  AlternatingUsersTest(MySqlServer server) {
    super(server, MySqlRotator::new);
  }

  /** A password that the alternate kept from the time when it was alone. */
  @Test
  void endsSecondPasswords() throws Exception {
    server.run(
        "CREATE USER %s IDENTIFIED BY 'kept-password'".formatted(clone),
        "ALTER USER %s IDENTIFIED BY 'other' RETAIN CURRENT PASSWORD".formatted(clone));

    scene.rotate();

    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(server.login(clone.user(), "kept-password")).isEqualTo(REFUSED);
    assertAlike(account, clone);
  }

  @Test
  void copiesPrivilegesThatEachHaveTheirOwnGrantOption() throws Exception {
    server.run(
        "GRANT XA_RECOVER_ADMIN ON *.* TO %s WITH GRANT OPTION".formatted(account),
        "GRANT ROLE_ADMIN, BACKUP_ADMIN ON *.* TO " + account);
    scene.rotate();
    assertAlike(account, clone);

    server.run(
        "REVOKE BACKUP_ADMIN ON *.* FROM " + account,
        "GRANT ROLE_ADMIN ON *.* TO %s WITH GRANT OPTION".formatted(account));
    scene.rotate();
    assertAlike(account, clone);
  }

  @Override
  protected String defaultRole(String role, Account of) {
    return "SET DEFAULT ROLE %s TO %s".formatted(role, of);
  }

  @Override
  protected List<String> defaultRoles(Account of) throws SQLException {
    return server.list(
        "SELECT default_role_user FROM mysql.default_roles WHERE user = '%s'".formatted(of.user()));
  }

  @Override
  protected String deniedTo(Account admin) {
    return "'%s'@'127.0.0.1' for table 'user'".formatted(admin.user());
  }
}
