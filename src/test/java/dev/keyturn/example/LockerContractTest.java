package dev.keyturn.example;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.testkit.Account;
import dev.keyturn.testkit.RotatorContract;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

class LockerContractTest extends RotatorContract<DatabaseCredential> {

  private final LockerServer lockers = new LockerServer();

  LockerContractTest() throws IOException {}

  @Override
  protected RotationHandler<DatabaseCredential, ?> rotator() {
    return new LockerRotator();
  }

  @Override
  protected InetSocketAddress address() {
    return lockers.address();
  }

  @Override
  protected String secret(Account account) {
    lockers.user(account.user(), account.password());
    return account.json("locker");
  }

  @Override
  protected boolean logsIn(DatabaseCredential credential) {
    return lockers.opens(credential.username(), credential.password().reveal());
  }

  /** HTTP's basic authentication ends a user's name at the first colon. */
  @Override
  protected List<String> hostileNames() {
    return super.hostileNames().stream().filter(name -> !name.contains(":")).toList();
  }

  @AfterAll
  void close() {
    lockers.close();
  }
}
