package dev.keyturn.rotators.redis;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.secret.Deadline;
import java.util.Optional;
import java.util.function.Supplier;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The users of one node, as somebody who is logged in there may see and change them.
 *
 * @see <a
 *     href="https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/">ACL</a>
 */
record NodeUsers(NodeSession session, Actor actor, Deadline deadline) {

  private static final String NO_ACL_FILE = "not configured to use an ACL file";

  Node node() {
    return session.node();
  }

  /** ACL SETUSER would make a user who does not exist. */
  AclUser existing(String name) {
    return doing("reading user '" + name + "'", () -> session.user(name, deadline))
        .orElseThrow(
            () ->
                new RotationException(
                    Reason.USER_MISSING,
                    "user '%s' does not exist any more at %s".formatted(name, node()),
                    "Create it there with ACL SETUSER, and store a credential that logs in as"
                        + " AWSCURRENT"));
  }

  void add(String name, String hash) {
    doing("adding a password to user '" + name + "'", () -> change(name, "#" + hash));
  }

  void remove(String name, String hash) {
    doing("taking an old password from user '" + name + "'", () -> removeOnce(name, hash));
  }

  /**
   * Has the node keep its users over a restart: in its ACL file if it has one, else in its
   * configuration file.
   *
   * @return what an operator should know, if it does not keep them
   */
  Optional<String> save() {
    if (doing("saving the users with ACL SAVE", this::saveToAclFile)) {
      return Optional.empty();
    }
    try {
      session.rewriteConfiguration(deadline);
      return Optional.empty();
    } catch (JedisDataException e) {
      return Optional.of(
          "a restart of %s would lose the new password: it has no ACL file, and CONFIG REWRITE failed with %s"
              .formatted(node(), Reply.message(e)));
    } catch (JedisException e) {
      throw SetFailure.of(e, "saving the users with CONFIG REWRITE", node(), actor);
    }
  }

  private boolean saveToAclFile() {
    try {
      session.saveUsers(deadline);
      return true;
    } catch (JedisDataException e) {
      if (Reply.message(e).contains(NO_ACL_FILE)) {
        return false;
      }
      throw e;
    }
  }

  private boolean removeOnce(String name, String hash) {
    try {
      return change(name, "!" + hash);
    } catch (JedisDataException e) {
      // It is an error to take away what another invocation has just taken away.
      if (session.user(name, deadline).filter(user -> user.hashes().contains(hash)).isPresent()) {
        throw e;
      }
      return false;
    }
  }

  private boolean change(String name, String rule) {
    session.changeUser(name, rule, deadline);
    return true;
  }

  private <T> T doing(String what, Supplier<T> work) {
    try {
      return work.get();
    } catch (JedisException e) {
      throw SetFailure.of(e, what, node(), actor);
    }
  }
}
