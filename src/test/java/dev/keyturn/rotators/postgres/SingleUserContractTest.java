package dev.keyturn.rotators.postgres;

import org.junit.jupiter.api.Tag;

/** A user who changes its own password. */
@Tag("strategies")
class SingleUserContractTest extends PostgresContract {

  SingleUserContractTest() {
    super("single");
  }
}
