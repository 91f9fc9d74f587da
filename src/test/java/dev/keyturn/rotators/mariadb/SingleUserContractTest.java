package dev.keyturn.rotators.mariadb;

/** A user who changes its own password. */
class SingleUserContractTest extends MariaDbContract {

  SingleUserContractTest(MariaDbServer server) {
    super(server, "single");
  }
}
