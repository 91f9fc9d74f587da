package dev.keyturn.rotators.postgres;

import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.rotation.Authority;
import dev.keyturn.rotation.SetRequest;
import java.sql.Connection;

/**
 * Who sets a password.
 *
 * @param user the user that is logged in
 * @param isSelf whether it is the user whose password it is
 */
record Actor(String user, boolean isSelf) {

  static Actor of(SetRequest<DatabaseCredential, Connection> request) {
    return new Actor(request.login().username(), request.authority() != Authority.ADMIN);
  }
}
