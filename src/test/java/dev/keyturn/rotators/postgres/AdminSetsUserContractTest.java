package dev.keyturn.rotators.postgres;

/** A user whose password an administrator changes. */
class AdminSetsUserContractTest extends PostgresContract {

  AdminSetsUserContractTest() {
    super("admin");
  }
}
