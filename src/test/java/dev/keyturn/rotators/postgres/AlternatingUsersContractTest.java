package dev.keyturn.rotators.postgres;

/** Two users who take turns. */
class AlternatingUsersContractTest extends PostgresContract {

  AlternatingUsersContractTest() {
    super("alternating");
  }

  @Override
  protected boolean clientsNoticeNothing() {
    return true;
  }
}
