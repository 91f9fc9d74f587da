package dev.keyturn.rotators.mysql;

import org.junit.jupiter.api.Tag;

/** Two users who take turns. */
@Tag("strategies")
class AlternatingUsersContractTest extends MySqlContract {

  AlternatingUsersContractTest(MySqlServer server) {
    super(server, "alternating");
  }
}
