package dev.keyturn.rotators.redis;

import dev.keyturn.secret.Deadline;
import java.util.Optional;
import java.util.UUID;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** A user who is logged in to one node. */
record NodeSession(Node node, Connection connection) implements AutoCloseable {

  /** Without permission to run a command. */
  static final String NOT_PERMITTED = "NOPERM";

  Optional<AclUser> user(String name, Deadline deadline) {
    return AclUser.of(run(deadline, Command.ACL, "GETUSER", name));
  }

  void changeUser(String name, String rule, Deadline deadline) {
    run(deadline, Command.ACL, "SETUSER", name, rule);
  }

  String whoAmI(Deadline deadline) {
    return Reply.text(run(deadline, Command.ACL, "WHOAMI"));
  }

  void saveUsers(Deadline deadline) {
    run(deadline, Command.ACL, "SAVE");
  }

  void rewriteConfiguration(Deadline deadline) {
    run(deadline, Command.CONFIG, "REWRITE");
  }

  /** Tries one that nobody has; the session is of no other use afterwards. */
  boolean acceptsAnyPassword(String name, Deadline deadline) {
    try {
      run(deadline, Command.AUTH, name, UUID.randomUUID().toString());
      return true;
    } catch (JedisDataException e) {
      return false;
    }
  }

  private Object run(Deadline deadline, Command command, String... words) {
    // Zero would be for ever.
    connection.setSoTimeout((int) Math.max(1, deadline.remaining().toMillis()));
    CommandArguments arguments = new CommandArguments(command);
    for (String word : words) {
      arguments.add(word);
    }
    return connection.executeCommand(arguments);
  }

  @Override
  public void close() {
    connection.close();
  }
}
