package dev.keyturn.bench;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Sends its next request when the one before is answered, as long as the round lasts, on a
 * connection that is kept if the service keeps it. The time of a request is that of its connection
 * too where it has to open one.
 */
final class Caller {

  private static final int LARGEST_ANSWER = 1 << 20;

  /** What no service verifies here, in the size that it has. */
  private static final String AUTHORIZATION =
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/secretsmanager/aws4_request,"
          + " SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature="
          + "0".repeat(64);

  private final int number;
  private final Client client;
  private final Round round;
  private final Tally tally;
  private final RotationFeed feed;
  private Call call = new Call("", "", "", "");
  private long asked;

  Caller(int number, Client client, Round round, Tally tally, RotationFeed feed) {
    this.number = number;
    this.client = client;
    this.round = round;
    this.tally = tally;
    this.feed = feed;
  }

  void begin() {
    int secret = tally.next(number);
    if (secret >= 0) {
      call = Call.of(round, secret);
      asked = System.nanoTime();
      connect();
    }
  }

  private void connect() {
    ChannelFuture unused =
        client
            .connect(
                round.endpoint(),
                () -> List.of(new HttpObjectAggregator(LARGEST_ANSWER), new Connection()))
            .addListener(
                connected -> {
                  if (!connected.isSuccess()) {
                    tally.failed(connected.cause());
                  }
                });
  }

  private FullHttpRequest request() {
    byte[] body = call.body().getBytes(StandardCharsets.UTF_8);
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body));
    request
        .headers()
        .set(HttpHeaderNames.HOST, round.endpoint().getAuthority())
        .set(HttpHeaderNames.CONTENT_TYPE, "application/x-amz-json-1.1")
        .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
        .set(HttpHeaderNames.USER_AGENT, "keyturn-bench")
        .set("X-Amz-Date", "20260101T000000Z")
        .set("X-Amz-Target", "secretsmanager." + round.operation())
        .set(HttpHeaderNames.AUTHORIZATION, AUTHORIZATION);
    return request;
  }

  private final class Connection extends SimpleChannelInboundHandler<FullHttpResponse> {

    private boolean answered;

    @Override
    public void channelActive(ChannelHandlerContext context) {
      send(context);
    }

    private void send(ChannelHandlerContext context) {
      answered = false;
      ChannelFuture unused = context.writeAndFlush(request());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response)
        throws IOException {
      answered = true;
      boolean kept = HttpUtil.isKeepAlive(response);
      call.check(response.status().code(), response.content().toString(StandardCharsets.UTF_8));
      if (round.rotates()) {
        feed.whenRotated(call.token(), () -> next(context, kept));
      } else {
        next(context, kept);
      }
    }

    private void next(ChannelHandlerContext context, boolean kept) {
      tally.answered(asked);
      int secret = tally.next(number);
      if (secret >= 0) {
        call = Call.of(round, secret);
        asked = System.nanoTime();
      }
      if (secret < 0 || !kept) {
        ChannelFuture unused = context.close();
      }
      if (secret >= 0 && !kept) {
        connect();
      } else if (secret >= 0) {
        send(context);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (!answered) {
        tally.failed(new IOException("the service closed a connection instead of answering"));
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      tally.failed(cause);
    }
  }
}
