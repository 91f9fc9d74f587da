package dev.keyturn.rotators.redis;

import dev.keyturn.rotation.RetireRequest;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Takes away passwords that the secret held before AWSCURRENT. One that no version of the secret
 * holds was given to the user by somebody else, and stays; a warning tells of it.
 */
final class Retirement {

  private final RetireRequest<RedisCredential, RedisSession> request;
  private final String user;

  /** What each node has besides the passwords of AWSCURRENT and AWSPENDING. */
  private final Map<NodeUsers, Set<String>> surplus = new LinkedHashMap<>();

  private Retirement(RetireRequest<RedisCredential, RedisSession> request) {
    this.request = request;
    this.user = request.pending().username();
  }

  static void make(RetireRequest<RedisCredential, RedisSession> request) {
    new Retirement(request).run();
  }

  private void run() {
    Actor actor = Actor.of(request.login(), request.authority());
    for (NodeSession session : request.session().nodes()) {
      NodeUsers node = new NodeUsers(session, actor, request.deadline());
      surplus.put(node, surplus(node));
    }
    Iterator<RedisCredential> old = request.old().iterator();
    while (isLeft() && old.hasNext()) {
      remove(PasswordHash.of(old.next().password()));
    }
    surplus.forEach(this::warn);
  }

  private Set<String> surplus(NodeUsers node) {
    Set<String> hashes = new HashSet<>(node.existing(user).hashes());
    hashes.remove(PasswordHash.of(request.current().password()));
    hashes.remove(PasswordHash.of(request.pending().password()));
    return hashes;
  }

  private boolean isLeft() {
    return surplus.values().stream().anyMatch(hashes -> !hashes.isEmpty());
  }

  private void remove(String hash) {
    surplus.forEach(
        (node, hashes) -> {
          if (hashes.remove(hash)) {
            node.remove(user, hash);
          }
        });
  }

  private void warn(NodeUsers node, Set<String> left) {
    if (!left.isEmpty()) {
      request
          .warnings()
          .accept(
              "passwords of user '%s' at %s that no version of the secret holds: %d"
                  .formatted(user, node.node(), left.size()));
    }
  }
}
