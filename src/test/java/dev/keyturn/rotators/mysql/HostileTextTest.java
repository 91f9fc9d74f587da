package dev.keyturn.rotators.mysql;

import dev.keyturn.rotators.mysqlprotocol.HostileTexts;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MySqlServer.Shared.class)
class HostileTextTest extends HostileTexts {

  HostileTextTest(MySqlServer server) {
    super(server, MySqlRotator::new);
  }
}
