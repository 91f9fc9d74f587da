package dev.keyturn.rotators.mysql;

/** Two users who take turns. */
class AlternatingUsersContractTest extends MySqlContract {

  AlternatingUsersContractTest(MySqlServer server) {
    super(server, "alternating");
  }
}
