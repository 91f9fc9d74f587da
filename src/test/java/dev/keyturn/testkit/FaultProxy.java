package dev.keyturn.testkit;

import dev.keyturn.testkit.FaultInjector.Moment;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a service, between it and the real driver, and has the network fail.
 *
 * <p>What goes over a connection is counted in turns: a turn begins when the client speaks after
 * the service did, and is answered when the service speaks again. What a service says of its own
 * accord answers turn 0. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {

  /** What becomes of a turn. */
  public enum Fate {
    /** It goes on its way. */
    PASS,
    /** Both ends see their connection reset. */
    RESET,
    /** It is lost, and so is all that follows on this connection; nobody is told. */
    BLACKHOLE
  }

  /**
   * A turn of a connection.
   *
   * @param connection which connection, counted from 1
   * @param number which turn of it, counted from 1; 0 is what the service says first
   */
  public record Turn(int connection, int number) {

    /**
     * Lists the moments at which the network can fail.
     *
     * @return request and answer, or only the answer of turn 0, for which nobody asked
     */
    public List<Moment> moments() {
      return number == 0 ? List.of(Moment.AFTER) : List.of(Moment.values());
    }

    @Override
    public String toString() {
      return "turn " + number + " of connection " + connection;
    }
  }

  /** Decides about turns; may take its time, in which the turn waits. */
  @FunctionalInterface
  public interface Tap {

    /**
     * Decides about a turn.
     *
     * @param turn which one
     * @param moment before it reaches the service, or when the answer is on its way back
     * @return what becomes of it
     */
    Fate at(Turn turn, Moment moment);
  }

  private static final Tap NONE = (turn, moment) -> Fate.PASS;

  private final InetSocketAddress service;
  private final ServerSocket listener;
  private final Set<ProxiedConnection> open = ConcurrentHashMap.newKeySet();
  private final List<Turn> answered = new ArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Tap tap = NONE;
  private volatile boolean refusing;

  private FaultProxy(InetSocketAddress service, ServerSocket listener) {
    this.service = service;
    this.listener = listener;
  }

  /**
   * Starts a proxy on a free port of the address that the service has.
   *
   * @param service where the service listens, on this machine
   * @return a proxy that lets everything pass
   * @throws IOException if it cannot listen
   */
  public static FaultProxy before(InetSocketAddress service) throws IOException {
    ServerSocket listener = new ServerSocket(0, 50, service.getAddress());
    FaultProxy proxy = new FaultProxy(service, listener);
    ProxiedConnection.thread(proxy::listen);
    return proxy;
  }

  /**
   * Tells where it listens.
   *
   * @return the port
   */
  public int port() {
    return listener.getLocalPort();
  }

  /**
   * Has somebody decide about every turn.
   *
   * @param other asked on the connections' own threads
   * @return this proxy
   */
  public FaultProxy tap(Tap other) {
    tap = other;
    return this;
  }

  /** Resets all connections, and those that come. */
  public void cut() {
    refusing = true;
    open.forEach(ProxiedConnection::reset);
  }

  /** Lets everything pass again; what is open is reset, and turns are counted anew. */
  public void mend() {
    tap = NONE;
    open.forEach(ProxiedConnection::reset);
    connections.set(0);
    synchronized (answered) {
      answered.clear();
    }
    refusing = false;
  }

  /**
   * Lists the turns that the service has answered.
   *
   * @return in the order of the answers
   */
  public List<Turn> answered() {
    synchronized (answered) {
      return List.copyOf(answered);
    }
  }

  /**
   * Counts the connections that the client has not closed.
   *
   * @return how many are open
   */
  public int open() {
    return open.size();
  }

  Fate decide(Turn turn, Moment moment) {
    if (moment == Moment.AFTER) {
      synchronized (answered) {
        answered.add(turn);
      }
    }
    return tap.at(turn, moment);
  }

  void closed(ProxiedConnection connection) {
    open.remove(connection);
  }

  private void listen() {
    while (!listener.isClosed()) {
      try {
        accept(listener.accept());
      } catch (IOException e) {
        // Closed, which ends the loop; or a client that was gone before it was served.
      }
    }
  }

  private void accept(Socket client) throws IOException {
    if (refusing) {
      ProxiedConnection.reset(client);
      return;
    }
    Socket server;
    try {
      server = new Socket(service.getAddress(), service.getPort());
    } catch (IOException e) {
      ProxiedConnection.reset(client);
      throw e;
    }
    ProxiedConnection connection =
        new ProxiedConnection(this, connections.incrementAndGet(), client, server);
    open.add(connection);
    connection.start();
    if (refusing) {
      connection.reset();
    }
  }

  /** Stops listening, and resets what is open. */
  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
