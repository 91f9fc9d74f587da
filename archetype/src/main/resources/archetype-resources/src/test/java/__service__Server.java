package ${package};

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A double of the service: {@code GET /key?client=NAME} tells whether {@code X-Api-Key} is that
 * client's key, {@code PUT} replaces it.
 */
final class ${service}Server implements AutoCloseable {

  private static final int DONE = 204;
  private static final int UNKNOWN = 401;
  private static final String QUERY = "client=";

  private final Map<String, String> keys = new ConcurrentHashMap<>();
  private final HttpServer server;

  ${service}Server() throws IOException {
    this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private ${service}Server(InetSocketAddress address) throws IOException {
    server = HttpServer.create(address, 0);
    server.createContext("/key", this::answer);
    server.start();
  }

  /** On its own, for the secret of {@code events/seed.json}: HOST PORT. */
  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[1]);
    ${service}Server service = new ${service}Server(new InetSocketAddress(arguments[0], port));
    service.client("billing", "first-key");
    System.out.println("The double of the service listens at " + service.address());
  }

  void client(String name, String key) {
    keys.put(name, key);
  }

  boolean knows(String name, String key) {
    return key.equals(keys.get(name));
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String client =
        URLDecoder.decode(
            exchange.getRequestURI().getRawQuery().substring(QUERY.length()),
            StandardCharsets.UTF_8);
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(allows(exchange, client, body) ? DONE : UNKNOWN, -1);
    exchange.close();
  }

  /** At once, as a service would in one transaction. */
  private boolean allows(HttpExchange exchange, String client, String body) {
    String key = exchange.getRequestHeaders().getFirst("X-Api-Key");
    return exchange.getRequestMethod().equals("PUT")
        ? keys.replace(client, key, body)
        : knows(client, key);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
