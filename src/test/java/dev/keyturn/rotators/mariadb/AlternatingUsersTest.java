package dev.keyturn.rotators.mariadb;

import static dev.keyturn.secret.StagingLabel.CURRENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotators.mysqlprotocol.Account;
import dev.keyturn.rotators.mysqlprotocol.AlternatingUsersTests;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("apt-servers")
@ExtendWith(MariaDbServer.Shared.class)
class AlternatingUsersTest extends AlternatingUsersTests {

  AlternatingUsersTest(MariaDbServer server) {
    super(server, MariaDbRotator::new);
  }

  @Test
  void theAlternateAuthenticatesLikeTheOriginal() throws Exception {
    server.run(
        "ALTER USER %s IDENTIFIED VIA ed25519 USING PASSWORD('first-password') WITH MAX_STATEMENT_TIME 2.5"
            .formatted(account));

    scene.rotate();

    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(server.one("SHOW CREATE USER " + clone))
        .contains("IDENTIFIED VIA ed25519", "MAX_STATEMENT_TIME 2.5");
  }

  @Override
  protected String defaultRole(String role, Account of) {
    return "SET DEFAULT ROLE %s FOR %s".formatted(role, of);
  }

  @Override
  protected List<String> defaultRoles(Account of) throws SQLException {
    return server.list(
        "SELECT default_role FROM mysql.user WHERE user = '%s' AND default_role > ''"
            .formatted(of.user()));
  }

  @Override
  protected String deniedTo(Account admin) {
    return "'%s'@'127.0.0.1' for table `mysql`.`user`".formatted(admin.user());
  }
}
