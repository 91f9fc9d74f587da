package dev.keyturn.rotators.postgres;

/** A user who changes its own password. */
class SingleUserContractTest extends PostgresContract {

  SingleUserContractTest() {
    super("single");
  }
}
