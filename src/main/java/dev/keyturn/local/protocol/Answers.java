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
 * The answers of one connection, one after the other: nothing more is read from it while one is
 * being made, or while its client does not take those that were. Called on the connection's own
 * thread.
 */
final class Answers {

  private final @Nullable Executor threads;
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
      if (!context.channel().isWritable()) {
        context.channel().config().setAutoRead(false);
      }
      return;
    }
    begin(context);
    CompletableFuture<Void> unused =
        CompletableFuture.runAsync(() -> write(context, answer, closes), threads)
            .whenComplete(
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
    if (failure != null) {
      // Without this answer, the next one would be taken for it.
      ChannelFuture unused = context.close();
    } else {
      end(context);
    }
  }

  /** An answer is being made elsewhere. */
  void begin(ChannelHandlerContext context) {
    pending++;
    context.channel().config().setAutoRead(false);
  }

  /** That answer is written. */
  void end(ChannelHandlerContext context) {
    pending--;
    proceed(context);
  }

  /** Reads on, if nothing stands against it. */
  void proceed(ChannelHandlerContext context) {
    if (pending == 0 && context.channel().isWritable()) {
      context.channel().config().setAutoRead(true);
    }
  }
}
