package dev.keyturn.local;

import static dev.keyturn.local.Wire.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that send too slowly, too much, nothing, or no HTTP: others are answered meanwhile. */
@Timeout(60)
class HostileClientsTest {

  private static final String HEAD =
      """
      POST / HTTP/1.1\r
      Host: localhost\r
      Authorization: %s\r
      X-Amz-Target: secretsmanager.DescribeSecret\r
      Content-Length: %d\r
      \r
      """;

  private final List<Socket> sockets = new ArrayList<>();
  private EmbeddedSecretsManager service;
  private Wire wire;

  @BeforeEach
  void start() throws IOException {
    service = EmbeddedSecretsManager.builder().start();
    wire = new Wire(service.endpoint());
    wire.call("CreateSecret", "Name", "s", "SecretString", "v", "ClientRequestToken", token(1));
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    Instant start = Instant.now();
    service.close();
    assertThat(Duration.between(start, Instant.now()))
        .as("closing, whoever is still there")
        .isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void connectionsThatSendNothing() throws IOException {
    for (int i = 0; i < 300; i++) {
      open();
    }

    assertAnswers();
  }

  @Test
  void requestsThatNeverEnd() throws IOException {
    for (int i = 0; i < 50; i++) {
      send(open(), "POST / HTTP/1.1\r\nHost: local");
      send(open(), HEAD.formatted(Wire.AUTHORIZATION, 1000) + "{\"SecretId\":");
    }

    assertAnswers();
  }

  @Test
  void aRequestInSmallPieces() throws Exception {
    String body = "{\"SecretId\":\"s\"}";
    Socket socket = open();
    for (char character :
        (HEAD.formatted(Wire.AUTHORIZATION, body.length()) + body).toCharArray()) {
      send(socket, String.valueOf(character));
      Thread.sleep(1);
    }

    assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 200 OK");
    assertAnswers();
  }

  @Test
  void severalRequestsAtOnceInOneConnection() throws IOException {
    String body = "{\"SecretId\":\"s\"}";
    String request = HEAD.formatted(Wire.AUTHORIZATION, body.length()) + body;
    Socket socket = open();
    send(socket, request.repeat(20));

    String answers = read(socket, 20);

    assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(21);
  }

  @Test
  void whatIsNoHttp() throws IOException {
    Socket garbage = open();
    send(garbage, "\u0016\u0003\u0001 hello\r\n\r\n");
    assertThat(firstLine(garbage)).isEqualTo("HTTP/1.1 400 Bad Request");
    Socket longHeader = open();
    send(longHeader, "POST / HTTP/1.1\r\nHost: " + "x".repeat(100_000) + "\r\n\r\n");
    assertThat(firstLine(longHeader)).isEqualTo("HTTP/1.1 400 Bad Request");

    assertAnswers();
  }

  @Test
  void aBodyOfTenMegabytesAndTheConnectionGone() throws IOException {
    for (int i = 0; i < 5; i++) {
      Socket socket = open();
      send(socket, HEAD.formatted(Wire.AUTHORIZATION, 10_000_000));
      byte[] megabyte = new byte[1 << 20];
      try {
        for (int sent = 0; sent < 9; sent++) {
          socket.getOutputStream().write(megabyte);
        }
      } catch (SocketException e) {
        // The service may have had enough.
      }
      socket.close();
    }

    assertAnswers();
  }

  @Test
  void whoeverListensToEventsAndDoesNotRead() throws IOException {
    for (int i = 0; i < 20; i++) {
      send(open(), "GET /_keyturn/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    Instant start = Instant.now();
    String name = "s".repeat(500);
    for (int i = 0; i < 500; i++) {
      wire.refusal("DescribeSecret", "SecretId", name);
    }

    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(20));
    assertAnswers();
  }

  /** More than the kernel keeps for a connection, and less than the service does. */
  @Test
  void whoeverIsSlowToReadEventsMissesNone() throws IOException {
    int events = 300;
    try (Socket reader = new Socket()) {
      reader.setReceiveBufferSize(4096);
      reader.setSoTimeout(10_000);
      reader.connect(
          new InetSocketAddress(service.endpoint().getHost(), service.endpoint().getPort()));
      send(reader, "GET /_keyturn/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(reader.getInputStream(), StandardCharsets.UTF_8));
      assertThat(lines.readLine()).isEqualTo("HTTP/1.1 200 OK");
      for (int i = 0; i < events; i++) {
        wire.refusal("DescribeSecret", "SecretId", "s".repeat(20_000) + i);
      }

      for (int i = 0; i < events; i++) {
        assertThat(nextEvent(lines)).contains("s" + i + "\"");
      }
    }
  }

  private static String nextEvent(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    while (!line.startsWith("data: ")) {
      line = lines.readLine();
    }
    return line;
  }

  @Test
  void manyAtTheSameTimeWriteOneAfterTheOther() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Map<String, Object>>> puts = new ArrayList<>();
      for (int i = 2; i <= 81; i++) {
        int number = i;
        puts.add(
            () ->
                wire.call(
                    "PutSecretValue",
                    "SecretId",
                    "s",
                    "SecretString",
                    "value " + number,
                    "ClientRequestToken",
                    token(number)));
      }
      for (Future<Map<String, Object>> put : threads.invokeAll(puts)) {
        assertThat(put.get()).containsEntry("VersionStages", List.of("AWSCURRENT"));
      }
    } finally {
      threads.shutdown();
    }

    assertThat(wire.labels("s").values())
        .containsExactlyInAnyOrder(List.of("AWSCURRENT"), List.of("AWSPREVIOUS"));
    assertThat(
            wire.call(
                    "ListSecretVersionIds",
                    "SecretId",
                    "s",
                    "IncludeDeprecated",
                    true,
                    "MaxResults",
                    100)
                .get("Versions"))
        .asInstanceOf(LIST)
        .hasSize(81);
  }

  private void assertAnswers() throws IOException {
    Instant start = Instant.now();
    assertThat(wire.call("DescribeSecret", "SecretId", "s")).containsEntry("Name", "s");
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(2));
  }

  private Socket open() throws IOException {
    Socket socket = new Socket(service.endpoint().getHost(), service.endpoint().getPort());
    socket.setSoTimeout(10_000);
    sockets.add(socket);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static String firstLine(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\r'; next = in.read()) {
      line.append((char) next);
    }
    return line.toString();
  }

  private static String read(Socket socket, int answers) throws IOException {
    StringBuilder read = new StringBuilder();
    byte[] buffer = new byte[8192];
    while (read.toString().split("\"Name\":\"s\"", -1).length <= answers) {
      int count = socket.getInputStream().read(buffer);
      assertThat(count).isPositive();
      read.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
    }
    return read.toString();
  }
}
