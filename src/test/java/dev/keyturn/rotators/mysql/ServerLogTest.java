package dev.keyturn.rotators.mysql;

import static dev.keyturn.secret.StagingLabel.CURRENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotators.mysqlprotocol.EngineTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The server writes every statement to its log, and no password with it. */
@ExtendWith(MySqlServer.Shared.class)
class ServerLogTest extends EngineTest {

  private final MySqlServer mysql;

  ServerLogTest(MySqlServer server) {
    super(server, MySqlRotator::new);
    this.mysql = server;
  }

  @Test
  void noPasswordIsInIt() throws Exception {
    String first = "canary-" + user;
    server.run(
        "ALTER USER %s IDENTIFIED BY '%s'".formatted(account, first),
        "GRANT APPLICATION_PASSWORD_ADMIN ON *.* TO " + account);
    scene.put(server.secret(user, first));
    List<String> passwords = new ArrayList<>(List.of(first, server.superuserPassword().reveal()));
    scene.rotate();
    passwords.add(scene.member(CURRENT, "password"));
    for (String strategy : List.of("admin", "alternating", "alternating")) {
      asAdmin(strategy, server.superuserSecret());
      scene.rotate();
      passwords.add(scene.member(CURRENT, "password"));
    }

    assertThat(passwords).hasSize(6).doesNotHaveDuplicates();
    assertThat(server.log())
        .contains(
            "ALTER USER '%s'@'%%' IDENTIFIED BY <secret> REPLACE <secret> RETAIN CURRENT PASSWORD"
                .formatted(user),
            "CREATE USER '%s_clone'@'%%' IDENTIFIED".formatted(user))
        .doesNotContain(passwords);
    assertThat(Files.readString(mysql.local().log(), StandardCharsets.UTF_8))
        .doesNotContain(passwords);
    assertThat(scene.log())
        .hasSize(16)
        .noneMatch(line -> passwords.stream().anyMatch(line::contains));
  }
}
