package dev.keyturn.local.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A request has a minute to come, on a connection whose time is told by hand. */
class RequestGuardTest {

  private static final String HEAD = "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n\r\n";

  private final RequestGuard guard = new RequestGuard();
  private final EmbeddedChannel connection =
      new EmbeddedChannel(
          guard,
          new HttpServerCodec(),
          new HttpObjectAggregator(100),
          new SimpleChannelInboundHandler<FullHttpRequest>() {
            @Override
            protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
              guard.whole();
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
              // A body that breaks off.
              assertThat(cause).isInstanceOf(PrematureChannelClosureException.class);
            }
          });

  @AfterEach
  void close() {
    connection.finishAndReleaseAll();
  }

  @Test
  void headersThatTrickle() {
    for (char letter : HEAD.substring(0, 29).toCharArray()) {
      receive(String.valueOf(letter));
      pass(2);
    }
    assertThat(connection.isOpen()).as("after 58 seconds").isTrue();

    pass(2);

    assertThat(sent())
        .startsWith("HTTP/1.1 408 Request Timeout\r\n")
        .contains("connection: close\r\n")
        .endsWith(
            "{\"__type\":\"SerializationException\",\"Message\":\"A request comes within 60"
                + " seconds.\"}");
    assertThat(connection.isOpen()).isFalse();
  }

  @Test
  void aBodyThatTrickles() {
    receive(HEAD + "1");
    pass(59);
    receive("2");
    assertThat(connection.isOpen()).isTrue();

    pass(1);

    assertThat(sent()).startsWith("HTTP/1.1 408 Request Timeout\r\n");
    assertThat(connection.isOpen()).isFalse();
  }

  @Test
  void eachRequestHasAMinuteOfItsOwn() {
    for (int i = 0; i < 5; i++) {
      receive(HEAD + "12");
      pass(50);
      receive("34");
      pass(500);
    }

    assertThat(connection.isOpen()).isTrue();
    assertThat(sent()).isEmpty();
  }

  @Test
  void tlsIsToldAtOnce() {
    connection.writeInbound(
        Unpooled.wrappedBuffer(new byte[] {0x16, 0x03, 0x01, 0x00, (byte) 0xa5, 0x01, 0x00}));

    assertThat(sent())
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .endsWith(
            "{\"__type\":\"SerializationException\",\"Message\":\"This is TLS, and the port speaks"
                + " plain HTTP.\"}");
    assertThat(connection.isOpen()).isFalse();
  }

  private void receive(String text) {
    connection.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
  }

  private void pass(int seconds) {
    connection.advanceTimeBy(seconds, TimeUnit.SECONDS);
    connection.runScheduledPendingTasks();
  }

  private String sent() {
    StringBuilder sent = new StringBuilder();
    for (ByteBuf part = connection.readOutbound(); part != null; part = connection.readOutbound()) {
      sent.append(part.toString(StandardCharsets.UTF_8));
      part.release();
    }
    return sent.toString();
  }
}
