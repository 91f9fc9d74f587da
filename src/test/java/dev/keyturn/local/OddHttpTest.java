package dev.keyturn.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP as no SDK sends it: what is right is answered, what is not gets 400, and nobody waits. */
@Timeout(30)
class OddHttpTest {

  private static final String BODY = "{\"SecretId\":\"s\"}";
  private static final String HEADERS =
      "Host: localhost\r\nX-Amz-Target: secretsmanager.DescribeSecret\r\nAuthorization: "
          + Wire.AUTHORIZATION
          + "\r\n";
  private static final String LENGTH = "Content-Length: " + BODY.length() + "\r\n";
  private static final String REQUEST = "POST / HTTP/1.1\r\n" + HEADERS + LENGTH + "\r\n" + BODY;

  private static EmbeddedSecretsManager service;

  @BeforeAll
  static void start() throws IOException {
    service = EmbeddedSecretsManager.builder().start();
    new Wire(service.endpoint())
        .call(
            "CreateSecret", "Name", "s", "SecretString", "v", "ClientRequestToken", Wire.token(1));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @AfterEach
  void stillAnswers() throws IOException {
    assertThat(new Wire(service.endpoint()).call("DescribeSecret", "SecretId", "s"))
        .containsEntry("Name", "s");
  }

  @Test
  void aBodyInChunks() throws IOException {
    String chunks = "7;ext=1\r\n" + BODY.substring(0, 7) + "\r\n9\r\n" + BODY.substring(7);

    assertAnswered(
        exchange(
            "POST / HTTP/1.1\r\n"
                + HEADERS
                + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                + chunks
                + "\r\n0\r\nTrailer: x\r\n\r\n"));
  }

  @Test
  void aClientThatAsksBeforeItSendsItsBody() throws IOException {
    try (Socket socket = open()) {
      send(
          socket,
          "POST / HTTP/1.1\r\n"
              + HEADERS
              + LENGTH
              + "Expect: 100-continue\r\n"
              + "Connection: close\r\n\r\n");
      byte[] interim = socket.getInputStream().readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
      assertThat(new String(interim, StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");

      send(socket, BODY);

      assertAnswered(rest(socket));
    }
  }

  @Test
  void aClientThatAsksWhetherItMaySendTenMegabytes() throws IOException {
    try (Socket socket = open()) {
      send(
          socket,
          "POST / HTTP/1.1\r\n"
              + HEADERS
              + "Content-Length: 10000000\r\nExpect: 100-continue\r\n\r\n");

      assertThat(line(socket)).isEqualTo("HTTP/1.1 413 Request Entity Too Large");
    }
  }

  @Test
  void http10ClosesTheConnectionAfterTheAnswer() throws IOException {
    assertAnswered(exchange("POST / HTTP/1.0\r\n" + HEADERS + LENGTH + "\r\n" + BODY));
  }

  @Test
  void aClientThatHasSentAllAndClosedItsHalf() throws IOException {
    try (Socket socket = open()) {
      send(socket, REQUEST);
      socket.shutdownOutput();

      assertAnswered(rest(socket));
    }
  }

  @Test
  void aHalfRequestAndNothingMore() throws IOException {
    try (Socket socket = open()) {
      send(socket, REQUEST.substring(0, REQUEST.length() - 3));
      socket.shutdownOutput();

      assertThat(rest(socket)).isEmpty();
    }
  }

  @Test
  void aPipelineWhoseMiddleIsWrong() throws IOException {
    String wrong = REQUEST.replace("\"s\"", "\"t\"");
    String last = REQUEST.replace("Host:", "Connection: close\r\nHost:");

    String answers = exchange(REQUEST + wrong + REQUEST + last);

    assertThat(answers.split("HTTP/1\\.1 200 OK", -1)).hasSize(4);
    assertThat(answers.split("HTTP/1\\.1 400 Bad Request", -1)).hasSize(2);
    assertThat(answers.indexOf("400 Bad"))
        .isBetween(answers.indexOf("200 OK"), answers.lastIndexOf("200 OK"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello\r\n\r\n",
        "POST\r\n\r\n",
        "POST / HTTP/9.9.9\r\n\r\n",
        "POST / FTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nnine\r\n",
        "POST / HTTP/1.1\r\n: no name\r\n\r\n",
        "POST / HTTP/1.1\r\nBad Name : x\r\n\r\n",
        "POST / HTTP/1.1\r\nNull: \u0000\r\n\r\n",
      })
  void whatIsNoRequestIsRefusedAndTheConnectionClosed(String bytes) throws IOException {
    assertThat(exchange(bytes)).startsWith("HTTP/1.1 400 Bad Request\r\n");
  }

  @Test
  void headersBeyondMeasure() throws IOException {
    assertThat(exchange("POST / HTTP/1.1\r\nHost: " + "x".repeat(100_000)))
        .startsWith("HTTP/1.1 400 Bad Request\r\n");
    assertThat(exchange("POST / HTTP/1.1\r\n" + "A: b\r\n".repeat(10_000)))
        .startsWith("HTTP/1.1 400 Bad Request\r\n");
    assertThat(exchange("POST /" + "x".repeat(100_000))).startsWith("HTTP/1.1 400 Bad Request\r\n");
  }

  @Test
  void methodsThatNobodyKnows() throws IOException {
    assertThat(exchange("BREW / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 405 Method Not Allowed\r\n");
    assertThat(exchange("CONNECT a:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 405 Method Not Allowed\r\n");
    assertThat(exchange("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).startsWith("HTTP/1.1 4");
  }

  @Test
  void aTlsClientFailsAtOnce() throws Exception {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {new Credulous()}, new SecureRandom());
    try (SSLSocket socket =
        (SSLSocket)
            tls.getSocketFactory()
                .createSocket(service.endpoint().getHost(), service.endpoint().getPort())) {
      socket.setSoTimeout(5_000);

      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
    }
  }

  private static final class Credulous implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static void assertAnswered(String answer) {
    assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("\"Name\":\"s\"");
  }

  /** All that comes back until the service closes the connection. */
  private static String exchange(String bytes) throws IOException {
    try (Socket socket = open()) {
      send(socket, bytes);
      return rest(socket);
    }
  }

  private static Socket open() throws IOException {
    Socket socket = new Socket(service.endpoint().getHost(), service.endpoint().getPort());
    socket.setSoTimeout(5_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  private static String line(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\r'; next = in.read()) {
      line.append((char) next);
    }
    return line.toString();
  }
}
