package dev.keyturn.local.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection whose request never comes: one that speaks TLS, which would wait for an answer
 * to its greeting, and one that sends a request so slowly that it is not whole in time.
 */
final class RequestGuard extends ChannelInboundHandlerAdapter {

  /** How long a request may take to come, from its first byte to its last. */
  static final int SECONDS = 60;

  private static final byte TLS_HANDSHAKE = 0x16;

  private boolean begun;
  private @Nullable Future<?> deadline;

  /** What was being read has come. */
  void whole() {
    begun = false;
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!begun && message instanceof ByteBuf bytes && bytes.isReadable()) {
      if (bytes.getByte(bytes.readerIndex()) == TLS_HANDSHAKE) {
        ReferenceCountUtil.release(message);
        end(
            context,
            HttpResponseStatus.BAD_REQUEST,
            "This is TLS, and the port speaks plain HTTP.");
        return;
      }
      begun = true;
    }
    context.fireChannelRead(message);
  }

  /** Most requests come in one piece, and cost no timer. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (begun && deadline == null) {
      deadline = context.executor().schedule(() -> expire(context), SECONDS, TimeUnit.SECONDS);
    }
    context.fireChannelReadComplete();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    whole();
    context.fireChannelInactive();
  }

  private static void expire(ChannelHandlerContext context) {
    end(
        context,
        HttpResponseStatus.REQUEST_TIMEOUT,
        "A request comes within %d seconds.".formatted(SECONDS));
  }

  private static void end(ChannelHandlerContext context, HttpResponseStatus status, String text) {
    FullHttpResponse answer =
        ApiHandler.http(ApiHandler.refusal(status, "SerializationException", text));
    answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    ChannelFuture unused =
        context.channel().writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
  }
}
