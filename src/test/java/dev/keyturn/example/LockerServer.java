package dev.keyturn.example;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The invented service itself, on a free port of the loopback interface. */
final class LockerServer implements AutoCloseable {

  private static final int DONE = 204;
  private static final int MOST_GUESSES = 4;

  private final Map<String, String> passwords = new ConcurrentHashMap<>();
  private final Map<String, Integer> wrong = new ConcurrentHashMap<>();
  private final HttpServer server;

  LockerServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server
        .createContext("/", this::answer)
        .setAuthenticator(
            new BasicAuthenticator("lockers") {
              @Override
              public boolean checkCredentials(String user, String password) {
                return letsIn(user, password);
              }
            });
    server.start();
  }

  LockerServer user(String name, String password) {
    passwords.put(name, password);
    return this;
  }

  /** Asks without guessing. */
  synchronized boolean opens(String user, String password) {
    return password.equals(passwords.get(user)) && !isLocked(user);
  }

  private boolean isLocked(String user) {
    return wrong.getOrDefault(user, 0) >= MOST_GUESSES;
  }

  /** Whoever has guessed too often in a row gets in with no password any more. */
  private synchronized boolean letsIn(String user, String password) {
    boolean opens = opens(user, password);
    if (!isLocked(user)) {
      wrong.put(user, opens ? 0 : wrong.getOrDefault(user, 0) + 1);
    }
    return opens;
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  int port() {
    return address().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("PUT")) {
      String user = exchange.getRequestURI().getPath().substring(1);
      passwords.put(
          user, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }
    exchange.sendResponseHeaders(DONE, -1);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
