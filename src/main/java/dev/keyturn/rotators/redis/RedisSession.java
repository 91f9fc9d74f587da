package dev.keyturn.rotators.redis;

import java.util.List;

/** A user who is logged in to every node. */
record RedisSession(List<NodeSession> nodes) implements AutoCloseable {

  RedisSession {
    nodes = List.copyOf(nodes);
  }

  @Override
  public void close() {
    nodes.forEach(NodeSession::close);
  }
}
