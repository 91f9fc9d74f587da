package dev.keyturn.rotators.mysql;

import org.junit.jupiter.api.Tag;

/** A user whose password an administrator changes, and who keeps the old one. */
@Tag("strategies")
class AdminSetsUserContractTest extends MySqlContract {

  AdminSetsUserContractTest(MySqlServer server) {
    super(server, "admin");
  }
}
