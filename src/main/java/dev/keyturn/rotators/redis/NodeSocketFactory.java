package dev.keyturn.rotators.redis;

import dev.keyturn.secret.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Connects to the first address of a node that answers, over TLS that verifies it. */
final class NodeSocketFactory implements JedisSocketFactory {

  /** Longer than any healthy server takes, and short enough to leave time for the rest. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final Node node;
  private final @Nullable SSLSocketFactory tls;
  private final Deadline deadline;

  /** Without TLS if its factory is null. */
  NodeSocketFactory(Node node, @Nullable SSLSocketFactory tls, Deadline deadline) {
    this.node = node;
    this.tls = tls;
    this.deadline = deadline.within(LONGEST);
  }

  @Override
  public Socket createSocket() {
    try {
      return connect();
    } catch (IOException e) {
      throw new JedisConnectionException("connecting to " + node + " failed", e);
    }
  }

  private Socket connect() throws IOException {
    IOException failure = new SocketTimeoutException("no time was left");
    for (InetAddress address : InetAddress.getAllByName(node.host())) {
      if (deadline.expired()) {
        break;
      }
      try {
        return connect(address);
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
  }

  private Socket connect(InetAddress address) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(address, node.port()), millisecondsLeft());
      socket.setSoTimeout(millisecondsLeft());
      return tls == null ? socket : encrypted(tls, socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private Socket encrypted(SSLSocketFactory factory, Socket socket) throws IOException {
    SSLSocket encrypted = (SSLSocket) factory.createSocket(socket, node.host(), node.port(), true);
    try {
      encrypted.startHandshake();
    } catch (SocketTimeoutException e) {
      throw new NoTlsAnswerException(e);
    }
    return encrypted;
  }

  /** Zero would be for ever. */
  private int millisecondsLeft() {
    return (int) Math.max(1, deadline.remaining().toMillis());
  }
}
