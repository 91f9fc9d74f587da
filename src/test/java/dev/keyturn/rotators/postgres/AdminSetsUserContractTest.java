package dev.keyturn.rotators.postgres;

import org.junit.jupiter.api.Tag;

/** A user whose password an administrator changes. */
@Tag("strategies")
class AdminSetsUserContractTest extends PostgresContract {

  AdminSetsUserContractTest() {
    super("admin");
  }
}
