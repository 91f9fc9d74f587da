package dev.keyturn.rotators.redis;

import dev.keyturn.rotation.Authority;

/**
 * Who changes a user.
 *
 * @param name the user that is logged in
 * @param isSelf whether it is the user that is changed
 */
record Actor(String name, boolean isSelf) {

  static Actor of(RedisCredential login, Authority authority) {
    return new Actor(login.username(), authority != Authority.ADMIN);
  }
}
