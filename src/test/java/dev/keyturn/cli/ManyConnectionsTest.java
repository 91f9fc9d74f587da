package dev.keyturn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand connections that do nothing, or next to nothing, at a process with a small heap:
 * others are answered meanwhile, and afterwards everything is given back.
 */
@Timeout(120)
class ManyConnectionsTest {

  private static final int WANTED = 10_000;
  private static final Duration PROMPT = Duration.ofSeconds(2);
  private static final long MEGABYTE = 1 << 20;
  private static final String REQUEST =
      """
      POST / HTTP/1.1\r
      Host: localhost\r
      Authorization: AWS4-HMAC-SHA256 Credential=any/20261124/eu-west-1/secretsmanager/aws4_request\r
      X-Amz-Target: secretsmanager.ListSecrets\r
      Content-Length: 2\r
      \r
      {}""";

  @TempDir Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<SocketChannel> connections = new ArrayList<>();
  private Serving serving;

  /** The descriptors of a server that nobody but this test's own client talks to. */
  private long quiet;

  @BeforeEach
  void start() throws Exception {
    ProcessBuilder command = Serving.serve();
    command
        .command()
        .addAll(
            command.command().indexOf("-cp"), List.of("-Xmx64m", "-XX:MaxDirectMemorySize=64m"));
    serving = Serving.started(directory, command);
    assertAnswersPromptly();
    quiet = Usage.of(serving).descriptors();
  }

  @AfterEach
  void stop() throws IOException {
    hangUp();
    serving.close();
  }

  @Test
  void connectionsThatSendNothing() throws Exception {
    storm("", WANTED);
    Usage before = Usage.of(serving);

    int idle = storm("", WANTED);
    storm("", WANTED);

    Usage after = Usage.of(serving);
    System.out.printf("%d idle connections; before %s, after %s%n", idle, before, after);
    assertThat(after.resident()).isLessThan(before.resident() + 24 * MEGABYTE);
  }

  @Test
  void requestsThatTrickle() throws Exception {
    storm(REQUEST, 2_000);
    Usage before = Usage.of(serving);

    int slow = storm(REQUEST, 2_000);
    storm(REQUEST, 2_000);

    Usage after = Usage.of(serving);
    System.out.printf("%d slow requests; before %s, after %s%n", slow, before, after);
    assertThat(after.resident()).isLessThan(before.resident() + 24 * MEGABYTE);
  }

  /** As many connections as may be, the pieces of a request on each, and then the end of all. */
  private int storm(String request, int wanted) throws Exception {
    int most = Math.min(wanted, limit());
    InetSocketAddress address =
        new InetSocketAddress(serving.endpoint().getHost(), serving.endpoint().getPort());
    for (int i = 0; i < most; i++) {
      connections.add(SocketChannel.open(address));
    }
    assertAnswersPromptly();
    for (int from = 0; from < request.length() - 1; from += 40) {
      String piece = request.substring(from, Math.min(from + 40, request.length() - 1));
      for (SocketChannel connection : connections) {
        connection.write(ByteBuffer.wrap(piece.getBytes(StandardCharsets.US_ASCII)));
      }
      assertAnswersPromptly();
    }
    hangUp();
    awaitDescriptors();
    return most;
  }

  private void assertAnswersPromptly() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(serving.endpoint() + "/"))
            .timeout(PROMPT)
            .header("X-Amz-Target", "secretsmanager.ListSecrets")
            .header("Authorization", REQUEST.lines().toList().get(2).substring(15))
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();

    assertThat(http.send(request, BodyHandlers.ofString()).body()).isEqualTo("{\"SecretList\":[]}");
  }

  /** What both processes may open, less what they need besides. */
  private static int limit() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? (int) Math.min(Integer.MAX_VALUE, unix.getMaxFileDescriptorCount() - 500)
        : 1_000;
  }

  private void hangUp() throws IOException {
    for (SocketChannel connection : connections) {
      connection.close();
    }
    connections.clear();
  }

  /** The server learns of it by and by, with all those that hung up. */
  private void awaitDescriptors() throws Exception {
    Instant deadline = Instant.now().plusSeconds(60);
    while (Usage.of(serving).descriptors() > quiet + 10) {
      assertThat(Instant.now()).as("%s", Usage.of(serving)).isBefore(deadline);
      Thread.sleep(50);
    }
  }

  /** What a process holds, as far as Linux tells it; elsewhere 0, which is no more than before. */
  private record Usage(long descriptors, long resident) {

    static Usage of(Serving serving) throws IOException {
      Path process = Path.of("/proc", Long.toString(serving.pid()));
      if (!Files.exists(process)) {
        return new Usage(0, 0);
      }
      try (Stream<Path> open = Files.list(process.resolve("fd"));
          Stream<String> status = Files.lines(process.resolve("status"))) {
        long kilobytes =
            status
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
        return new Usage(open.count(), kilobytes * 1024);
      }
    }

    @Override
    public String toString() {
      return "%d descriptors and %d MB".formatted(descriptors, resident / MEGABYTE);
    }
  }
}
