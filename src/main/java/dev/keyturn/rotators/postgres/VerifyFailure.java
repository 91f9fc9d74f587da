package dev.keyturn.rotators.postgres;

import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.rotation.LoginResult.Unavailable;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotators.jdbc.NetworkFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Why a session that was open could not be asked who it is of. */
final class VerifyFailure {

  private static final String DOING = "asking who is logged in with AWSPENDING failed: ";

  private VerifyFailure() {}

  static RotationException of(SQLException failure, DatabaseCredential pending) {
    Optional<Unavailable<Connection>> network =
        NetworkFailure.of(failure, pending.host(), pending.port());
    return network
        .map(
            fact ->
                new RotationException(
                    fact.reason(), DOING + fact.observed(), fact.remedy(), failure))
        .orElseGet(
            () ->
                new RotationException(
                    Reason.SERVICE_FAILED,
                    DOING + ServerSaid.text(failure),
                    "Look into the server's log at this time; the rotation may be started again",
                    failure));
  }
}
