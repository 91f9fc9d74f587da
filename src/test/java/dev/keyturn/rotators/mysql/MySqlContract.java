package dev.keyturn.rotators.mysql;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.rotators.mysqlprotocol.ServerContract;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MySqlServer.Shared.class)
abstract class MySqlContract extends ServerContract {

  MySqlContract(MySqlServer server, String strategy) {
    super(server, strategy);
  }

  @Override
  protected RotationHandler<DatabaseCredential, ?> rotator() {
    return new MySqlRotator();
  }

  @Override
  protected boolean clientsNoticeNothing() {
    return true;
  }
}
