package dev.keyturn.rotators.redis;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.VerifyRequest;
import dev.keyturn.secret.Deadline;
import java.util.Optional;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Asks every node who is logged in, and that not any password would do. */
final class Verification {

  private final VerifyRequest<RedisCredential, RedisSession> request;
  private final String user;

  private Verification(VerifyRequest<RedisCredential, RedisSession> request) {
    this.request = request;
    this.user = request.pending().username();
  }

  static void make(VerifyRequest<RedisCredential, RedisSession> request) {
    Verification verification = new Verification(request);
    request.session().nodes().forEach(verification::check);
  }

  private void check(NodeSession node) {
    try {
      allowed(() -> node.whoAmI(deadline())).ifPresent(name -> checkName(name, node.node()));
      if (allowed(() -> isWithoutPassword(node))
          .orElseGet(() -> node.acceptsAnyPassword(user, deadline()))) {
        throw PasswordChange.withoutPassword(user, node.node());
      }
    } catch (JedisException e) {
      throw SetFailure.of(e, "asking who is logged in", node.node(), new Actor(user, true));
    }
  }

  private boolean isWithoutPassword(NodeSession node) {
    return node.user(user, deadline()).map(AclUser::withoutPassword).orElse(false);
  }

  private Deadline deadline() {
    return request.deadline();
  }

  private void checkName(String name, Node node) {
    if (!name.equals(user)) {
      throw new RotationException(
          Reason.IDENTITY_MISMATCH,
          "AWSPENDING logged in as '%s', but the session at %s is of '%s'"
              .formatted(user, node, name),
          "Let members 'host' and 'nodes' name the servers themselves, not a proxy that maps users");
    }
  }

  private interface Question<T> {
    T ask();
  }

  /** Most users may not ask about users; that they logged in is enough then. */
  private static <T> Optional<T> allowed(Question<T> question) {
    try {
      return Optional.of(question.ask());
    } catch (JedisDataException e) {
      if (Reply.code(e).equals(NodeSession.NOT_PERMITTED)) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
