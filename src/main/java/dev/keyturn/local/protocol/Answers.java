package dev.keyturn.local.protocol;

import dev.keyturn.local.protocol.Dispatcher.Response;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The answers of one connection, in the order of its requests. While one waits for the disk,
 * nothing more is read from the connection. Called on the connection's own thread.
 */
final class Answers {

  private final @Nullable Executor threads;
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
  private int pending;

  /**
   * Takes threads.
   *
   * @param threads where answers are made, or null if none ever has to wait
   */
  Answers(@Nullable Executor threads) {
    this.threads = threads;
  }

  void add(ChannelHandlerContext context, Supplier<Response> answer) {
    add(context, answer, false);
  }

  /** Closes the connection once this answer is written. */
  void addLast(ChannelHandlerContext context, Supplier<Response> answer) {
    add(context, answer, true);
  }

  private void add(ChannelHandlerContext context, Supplier<Response> answer, boolean closes) {
    if (threads == null) {
      write(context, answer, closes);
      return;
    }
    pending++;
    context.channel().config().setAutoRead(false);
    last = last.thenRunAsync(() -> write(context, answer, closes), threads);
    CompletableFuture<Void> unused =
        last.whenComplete(
            (written, failure) -> context.executor().execute(() -> done(context, failure)));
  }

  private static void write(
      ChannelHandlerContext context, Supplier<Response> answer, boolean closes) {
    ChannelFuture written = context.writeAndFlush(ApiHandler.http(answer.get()));
    if (closes) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void done(ChannelHandlerContext context, @Nullable Throwable failure) {
    pending--;
    if (failure != null) {
      // Without this answer, the next one would be taken for it.
      ChannelFuture unused = context.close();
    } else if (pending == 0) {
      context.channel().config().setAutoRead(true);
    }
  }
}
