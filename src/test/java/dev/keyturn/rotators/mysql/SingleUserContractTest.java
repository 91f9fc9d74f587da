package dev.keyturn.rotators.mysql;

/** A user who changes its own password, and keeps the old one. */
class SingleUserContractTest extends MySqlContract {

  SingleUserContractTest(MySqlServer server) {
    super(server, "single");
  }
}
