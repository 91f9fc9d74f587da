package dev.keyturn.rotators.redis;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.SetRequest;
import java.util.List;

/** Adds one password to its user on every node, where it is missing, and has each node keep it. */
final class PasswordChange {

  private PasswordChange() {}

  static void make(SetRequest<RedisCredential, RedisSession> request) {
    Actor actor = Actor.of(request.login(), request.authority());
    List<NodeUsers> nodes =
        request.session().nodes().stream()
            .map(session -> new NodeUsers(session, actor, request.deadline()))
            .toList();
    String user = request.pending().username();
    String hash = PasswordHash.of(request.pending().password());
    nodes.forEach(node -> add(node, user, hash));
    nodes.forEach(node -> node.save().ifPresent(request.warnings()));
  }

  private static void add(NodeUsers node, String user, String hash) {
    AclUser found = node.existing(user);
    if (found.withoutPassword()) {
      throw withoutPassword(user, node.node());
    }
    if (!found.hashes().contains(hash)) {
      node.add(user, hash);
    }
  }

  static RotationException withoutPassword(String user, Node node) {
    return new RotationException(
        Reason.SERVICE_REFUSED,
        "user '%s' logs in with any password at %s: it is nopass".formatted(user, node),
        "Give it the password of AWSCURRENT there with ACL SETUSER, which also ends nopass");
  }
}
