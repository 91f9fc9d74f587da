package dev.keyturn.rotators.redis;

import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.LoginResult.Rejected;
import dev.keyturn.rotation.LoginResult.Unavailable;
import dev.keyturn.rotation.Reason;
import java.util.Optional;
import redis.clients.jedis.exceptions.JedisException;

/** What a login that failed says: that the credential is wrong, or only that nobody knows. */
final class LoginFailure {

  private static final String WRONG_PASSWORD = "WRONGPASS";

  /** After this a server that does not know AUTH repeats what it was sent, cut off somewhere. */
  private static final String ECHO = ", with args";

  private LoginFailure() {}

  static LoginResult<RedisSession> of(
      JedisException failure, Node node, RedisCredential credential) {
    Optional<Unavailable<RedisSession>> network = ConnectionFailure.of(failure, node);
    if (network.isPresent()) {
      return network.get();
    }
    String answer = Reply.message(failure);
    int echo = answer.indexOf(ECHO);
    String said = echo < 0 ? answer : answer.substring(0, echo);
    String place = credential.nodes().size() == 1 ? said : node + ": " + said;
    if (Reply.code(failure).equals(WRONG_PASSWORD)) {
      return new Rejected<>(place);
    }
    Fact fact = fact(said, credential.username());
    return new Unavailable<>(fact.reason(), place, fact.remedy(), echo < 0 ? failure : null);
  }

  private record Fact(Reason reason, String remedy) {}

  private static Fact fact(String said, String user) {
    if (said.contains("max number of clients")) {
      return new Fact(Reason.CONNECTION_LIMIT, "Close idle connections, or raise maxclients");
    }
    if (said.startsWith("DENIED")) {
      return new Fact(
          Reason.SERVICE_REFUSED,
          "Give the server's default user a password, or have it bind to the address that is used");
    }
    if (said.contains("wrong number of arguments") || said.contains("unknown command")) {
      return new Fact(
          Reason.SERVICE_REFUSED,
          "Upgrade the server to Redis 6 or newer, or Valkey: older ones know no users such as '%s'"
              .formatted(user));
    }
    if (said.startsWith("LOADING") || said.startsWith("BUSY")) {
      return new Fact(
          Reason.SERVICE_NOT_READY,
          "Wait until the server is ready; Secrets Manager reattempts the rotation");
    }
    return new Fact(
        Reason.SERVICE_FAILED,
        "See that it is Redis or Valkey that listens there, and look into its log at this time");
  }
}
