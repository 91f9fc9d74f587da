package dev.keyturn.rotators.redis;

import dev.keyturn.rotation.LoginResult.Unavailable;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import java.util.Optional;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** Why a change failed, by what the server answered. */
final class SetFailure {

  private SetFailure() {}

  static RotationException of(JedisException failure, String doing, Node node, Actor actor) {
    Fact fact = fact(failure, node, actor);
    return new RotationException(
        fact.reason(),
        "%s at %s failed: %s".formatted(doing, node, fact.said()),
        fact.remedy(),
        failure);
  }

  private record Fact(Reason reason, String said, String remedy) {}

  private static Fact fact(JedisException failure, Node node, Actor actor) {
    Optional<Unavailable<RedisSession>> network = ConnectionFailure.of(failure, node);
    if (network.isPresent()) {
      return new Fact(network.get().reason(), network.get().observed(), network.get().remedy());
    }
    String said = Reply.message(failure);
    if (failure instanceof JedisConnectionException) {
      return new Fact(
          Reason.SERVICE_UNREACHABLE,
          said,
          "See why the connection broke; Secrets Manager reattempts the rotation");
    }
    return switch (Reply.code(failure)) {
      case NodeSession.NOT_PERMITTED ->
          new Fact(Reason.PRIVILEGE_MISSING, said, privilegeRemedy(actor));
      case "LOADING", "BUSY" ->
          new Fact(
              Reason.SERVICE_NOT_READY,
              said,
              "Wait until the server is ready; Secrets Manager reattempts the rotation");
      default ->
          said.contains("unknown command")
              ? new Fact(
                  Reason.SERVICE_REFUSED,
                  said,
                  "Let the server have the command ACL, which its configuration may rename or a"
                      + " managed service keep to itself")
              : new Fact(
                  Reason.SERVICE_FAILED,
                  said,
                  "Look into the server's log at this time; the rotation may be started again");
    };
  }

  private static String privilegeRemedy(Actor actor) {
    String grant = "Run as an administrator: ACL SETUSER %s +acl".formatted(actor.name());
    return actor.isSelf()
        ? grant + "; or name an administrator's secret in member 'masterarn'"
        : grant;
  }
}
