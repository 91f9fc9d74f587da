package dev.keyturn.rotators.redis;

import dev.keyturn.rotation.LoginResult.Unavailable;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotators.jdbc.NetworkFailure;
import java.io.EOFException;
import java.util.Optional;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** Why a node could not be reached, or why a connection to it broke. */
final class ConnectionFailure {

  private static final String HUNG_UP = "Unexpected end of stream";

  private ConnectionFailure() {}

  /** Empty if it was the server that answered. */
  static Optional<Unavailable<RedisSession>> of(JedisException failure, Node node) {
    if (failure.getCause() instanceof NoTlsAnswerException) {
      return Optional.of(
          new Unavailable<>(
              Reason.TLS_FAILED,
              node + " takes connections, but does not answer a TLS handshake",
              "Switch TLS on in the server, or accept an unencrypted connection with \"ssl\": false in"
                  + " the secret",
              failure));
    }
    return NetworkFailure.of(told(failure), node.host(), node.port());
  }

  /** The client has no exception of Java's for an end that came too early. */
  private static JedisException told(JedisException failure) {
    return failure instanceof JedisConnectionException && Reply.message(failure).startsWith(HUNG_UP)
        ? new JedisConnectionException(failure.getMessage(), new EOFException(HUNG_UP))
        : failure;
  }
}
