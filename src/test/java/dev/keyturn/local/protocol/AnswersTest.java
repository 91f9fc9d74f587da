package dev.keyturn.local.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.local.protocol.Dispatcher.Response;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that come without waiting for the answers, on a connection without a network. */
class AnswersTest {

  private static final int LARGEST = 10;

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private @Nullable EmbeddedChannel connection;

  private EmbeddedChannel connect(@Nullable Executor threads) {
    Answers answers = new Answers(threads);
    EmbeddedChannel made =
        new EmbeddedChannel(
            new HttpServerCodec(),
            new FlowControlHandler(),
            new RequestAggregator(LARGEST, new RequestGuard()),
            new SimpleChannelInboundHandler<FullHttpRequest>() {
              @Override
              protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
                String path = request.uri();
                answers.add(context, () -> new Response(200, "answer to " + path));
              }

              @Override
              public void channelWritabilityChanged(ChannelHandlerContext context) {
                answers.proceed(context);
              }
            });
    connection = made;
    return made;
  }

  @AfterEach
  void close() {
    if (connection != null) {
      connection.finishAndReleaseAll();
    }
  }

  @Test
  void allAtOnceWhereNobodyHasToWait() {
    EmbeddedChannel client = connect(null);

    receive(client, get("/1") + get("/2") + get("/3"));

    assertThat(answers(client)).containsExactly("answer to /1", "answer to /2", "answer to /3");
  }

  @Test
  void oneAfterTheOtherWhereTheyWait() {
    EmbeddedChannel client = connect(tasks::add);

    receive(client, get("/1") + get("/2"));
    assertThat(tasks).hasSize(1);
    answerNext(client);
    assertThat(answers(client)).containsExactly("answer to /1");

    answerNext(client);
    assertThat(answers(client)).containsExactly("answer to /2");
  }

  @Test
  void aRefusalDoesNotOvertake() {
    EmbeddedChannel client = connect(tasks::add);

    receive(
        client, get("/1") + "POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n".formatted(LARGEST + 1));
    assertThat(answers(client)).isEmpty();

    answerNext(client);
    assertThat(answers(client))
        .containsExactly(
            "answer to /1",
            "{\"__type\":\"RequestEntityTooLargeException\",\"Message\":\"A request has 10 bytes at"
                + " most.\"}");
  }

  /** Else the answers would be kept in memory, for as many requests as somebody sends. */
  @Test
  void whoeverTakesNoAnswersGetsNoMore() {
    EmbeddedChannel client = connect(null);
    client.unsafe().outboundBuffer().setUserDefinedWritability(1, false);

    receive(client, get("/1") + get("/2") + get("/3"));
    assertThat(answers(client)).containsExactly("answer to /1");

    client.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    client.runPendingTasks();
    assertThat(answers(client)).containsExactly("answer to /2", "answer to /3");
  }

  private void answerNext(EmbeddedChannel client) {
    tasks.remove().run();
    client.runPendingTasks();
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\n\r\n";
  }

  private static void receive(EmbeddedChannel client, String text) {
    client.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  /** The bodies of what was sent since. */
  private static List<String> answers(EmbeddedChannel client) {
    StringBuilder sent = new StringBuilder();
    for (ByteBuf part = client.readOutbound(); part != null; part = client.readOutbound()) {
      sent.append(part.toString(StandardCharsets.US_ASCII));
      part.release();
    }
    List<String> bodies = new ArrayList<>();
    for (String answer : sent.toString().split("HTTP/1\\.1 ", -1)) {
      if (!answer.isEmpty()) {
        bodies.add(answer.substring(answer.indexOf("\r\n\r\n") + 4));
      }
    }
    return bodies;
  }
}
