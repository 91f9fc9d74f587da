package dev.keyturn.local.protocol;

import dev.keyturn.local.auth.signature.WireRequest;
import dev.keyturn.local.protocol.Dispatcher.Response;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers the requests of one connection. */
final class ApiHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final AsciiString JSON_TYPE = AsciiString.cached("application/x-amz-json-1.1");

  private static final Response NOT_HTTP =
      refusal(HttpResponseStatus.BAD_REQUEST, "SerializationException", "This is not HTTP.");

  private final Dispatcher dispatcher;
  private final EventStream events;
  private final ClockControl clock;
  private final Answers answers;
  private final RequestGuard guard;
  private final IdleTimeout idle;

  ApiHandler(
      Dispatcher dispatcher,
      EventStream events,
      ClockControl clock,
      Answers answers,
      RequestGuard guard,
      IdleTimeout idle) {
    this.dispatcher = dispatcher;
    this.events = events;
    this.clock = clock;
    this.answers = answers;
    this.guard = guard;
    this.idle = idle;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    guard.whole();
    if (request.method().equals(HttpMethod.GET) && request.uri().equals(EventStream.PATH)) {
      idle.awaited(true);
      events.open(context.channel());
      return;
    }
    if (request.method().equals(HttpMethod.POST) && request.uri().equals(ClockControl.PATH)) {
      advance(context, ByteBufUtil.getBytes(request.content()));
      return;
    }
    if (request.decoderResult().isSuccess()) {
      answers.add(context, answer(context, request));
    } else {
      // Nobody knows where a next request would begin, so nothing more is read.
      answers.addLast(context, () -> NOT_HTTP);
    }
  }

  /** Takes as long as the rotations that fall due; until then nothing more is read. */
  private void advance(ChannelHandlerContext context, byte[] body) {
    idle.awaited(true);
    answers.begin(context);
    CompletableFuture<Void> unused =
        clock
            .answer(body)
            .thenAcceptAsync(
                response -> {
                  ChannelFuture unusedWrite = context.writeAndFlush(http(response));
                  idle.awaited(false);
                  answers.end(context);
                },
                context.executor());
  }

  private Supplier<Response> answer(ChannelHandlerContext context, FullHttpRequest request) {
    Response refusal = refusal(request);
    if (refusal != null) {
      return () -> refusal;
    }
    WireRequest wire = wire(context, request);
    return () -> dispatcher.respond(wire);
  }

  private static @Nullable Response refusal(FullHttpRequest request) {
    if (!request.method().equals(HttpMethod.POST)) {
      return refusal(
          HttpResponseStatus.METHOD_NOT_ALLOWED,
          "UnknownOperationException",
          "Every request is a POST.");
    }
    if (!request.uri().equals("/")) {
      return refusal(
          HttpResponseStatus.NOT_FOUND, "UnknownOperationException", "Every request is for /.");
    }
    if (!isJson(HttpUtil.getMimeType(request))) {
      return refusal(
          HttpResponseStatus.NOT_FOUND,
          "UnknownOperationException",
          "The Content-Type of a request is " + JSON_TYPE + ".");
    }
    return null;
  }

  private static WireRequest wire(ChannelHandlerContext context, FullHttpRequest request) {
    InetSocketAddress client = (InetSocketAddress) context.channel().remoteAddress();
    return new WireRequest(
        request.method().name(),
        request.uri(),
        request.headers().entries(),
        ByteBufUtil.getBytes(request.content()),
        client.getAddress().getHostAddress());
  }

  private static boolean isJson(@Nullable CharSequence type) {
    return type == null
        || JSON_TYPE.contentEqualsIgnoreCase(type)
        || HttpHeaderValues.APPLICATION_JSON.contentEqualsIgnoreCase(type);
  }

  static Response refusal(HttpResponseStatus status, String code, String text) {
    return new Response(
        status.code(), "{\"__type\":\"%s\",\"Message\":\"%s\"}".formatted(code, text));
  }

  static FullHttpResponse http(Response response) {
    byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
    FullHttpResponse http =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            Unpooled.wrappedBuffer(body));
    http.headers()
        .set(HttpHeaderNames.CONTENT_TYPE, JSON_TYPE)
        .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
        .set("x-amzn-RequestId", UUID.randomUUID().toString());
    return http;
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    answers.proceed(context);
    context.fireChannelWritabilityChanged();
  }

  /** A connection that breaks, times out or speaks no HTTP concerns nobody else. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    ChannelFuture unused = context.close();
  }
}
