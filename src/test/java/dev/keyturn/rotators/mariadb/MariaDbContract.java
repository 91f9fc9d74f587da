package dev.keyturn.rotators.mariadb;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.rotators.mysqlprotocol.ServerContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("apt-servers")
@ExtendWith(MariaDbServer.Shared.class)
abstract class MariaDbContract extends ServerContract {

  MariaDbContract(MariaDbServer server, String strategy) {
    super(server, strategy);
  }

  @Override
  protected RotationHandler<DatabaseCredential, ?> rotator() {
    return new MariaDbRotator();
  }
}
