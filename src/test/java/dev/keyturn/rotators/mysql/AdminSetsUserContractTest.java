package dev.keyturn.rotators.mysql;

/** A user whose password an administrator changes, and who keeps the old one. */
class AdminSetsUserContractTest extends MySqlContract {

  AdminSetsUserContractTest(MySqlServer server) {
    super(server, "admin");
  }
}
