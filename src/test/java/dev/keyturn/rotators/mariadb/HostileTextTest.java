package dev.keyturn.rotators.mariadb;

import dev.keyturn.rotators.mysqlprotocol.HostileTexts;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("apt-servers")
@ExtendWith(MariaDbServer.Shared.class)
class HostileTextTest extends HostileTexts {

  HostileTextTest(MariaDbServer server) {
    super(server, MariaDbRotator::new);
  }
}
