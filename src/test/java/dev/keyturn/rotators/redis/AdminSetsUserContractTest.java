package dev.keyturn.rotators.redis;

/** A user who may do next to nothing, and an administrator. */
class AdminSetsUserContractTest extends RedisContract {

  AdminSetsUserContractTest() {
    super("admin", "~app:*", "+get");
  }
}
