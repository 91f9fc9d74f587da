package dev.keyturn.rotators.mariadb;

/** A user whose password an administrator changes. */
class AdminSetsUserContractTest extends MariaDbContract {

  AdminSetsUserContractTest(MariaDbServer server) {
    super(server, "admin");
  }
}
