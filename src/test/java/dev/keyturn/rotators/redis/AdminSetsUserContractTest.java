package dev.keyturn.rotators.redis;

import org.junit.jupiter.api.Tag;

/** A user who may do next to nothing, and an administrator. */
@Tag("strategies")
class AdminSetsUserContractTest extends RedisContract {

  AdminSetsUserContractTest() {
    super("admin", "~app:*", "+get");
  }
}
