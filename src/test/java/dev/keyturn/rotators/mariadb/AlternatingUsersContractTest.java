package dev.keyturn.rotators.mariadb;

/** Two users who take turns. */
class AlternatingUsersContractTest extends MariaDbContract {

  AlternatingUsersContractTest(MariaDbServer server) {
    super(server, "alternating");
  }

  @Override
  protected boolean clientsNoticeNothing() {
    return true;
  }
}
