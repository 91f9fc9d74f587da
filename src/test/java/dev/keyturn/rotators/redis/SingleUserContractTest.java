package dev.keyturn.rotators.redis;

/** A user who may change users, and so changes itself. */
class SingleUserContractTest extends RedisContract {

  SingleUserContractTest() {
    super("single", "~*", "+@all");
  }
}
