package dev.keyturn.local.protocol;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Listens for requests. */
public final class ApiServer implements AutoCloseable {

  private static final int LARGEST_BODY = 1 << 20;
  private static final int BACKLOG = 1024;
  private static final long QUIET_MILLIS = 10;
  private static final long CLOSING_MILLIS = 5_000;

  private final EventLoopGroup loops;
  private final @Nullable AnswerThreads threads;
  private final Channel channel;

  private ApiServer(EventLoopGroup loops, @Nullable AnswerThreads threads, Channel channel) {
    this.loops = loops;
    this.threads = threads;
    this.channel = channel;
  }

  /**
   * Starts to listen.
   *
   * @param host address or name to bind
   * @param port 0 picks a free one
   * @param dispatcher answers requests
   * @param events tells what happens
   * @param clock advances the service's time
   * @param waiting whether answers may have to wait, for the disk or for a function's server
   * @return the listening server
   * @throws BindException if the address cannot be bound, saying why
   */
  public static ApiServer listen(
      String host,
      int port,
      Dispatcher dispatcher,
      EventStream events,
      ClockControl clock,
      boolean waiting)
      throws BindException {
    AnswerThreads threads = waiting ? new AnswerThreads() : null;
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(),
            new DefaultThreadFactory("keyturn-http", true),
            NioIoHandler.newFactory());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(pipeline(dispatcher, events, clock, threads))
            .bind(host, port)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly(CLOSING_MILLIS);
      throw (BindException)
          new BindException(
                  "cannot listen at %s:%d: %s".formatted(host, port, reason(bound.cause())))
              .initCause(bound.cause());
    }
    return new ApiServer(loops, threads, bound.channel());
  }

  private static ChannelInitializer<Channel> pipeline(
      Dispatcher dispatcher,
      EventStream events,
      ClockControl clock,
      @Nullable AnswerThreads threads) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel connection) {
        IdleTimeout idle = new IdleTimeout();
        RequestGuard guard = new RequestGuard();
        connection
            .pipeline()
            .addLast(idle)
            .addLast(guard)
            .addLast(new HttpServerCodec())
            .addLast(new HttpServerKeepAliveHandler())
            .addLast(new FlowControlHandler())
            .addLast(new RequestAggregator(LARGEST_BODY, guard))
            .addLast(new ApiHandler(dispatcher, events, clock, new Answers(threads), guard, idle));
      }
    };
  }

  private static String reason(Throwable cause) {
    return cause instanceof UnresolvedAddressException
        ? "the name is not known"
        : String.valueOf(cause.getMessage());
  }

  /**
   * Tells the port.
   *
   * @return the real one, also when a free one was picked
   */
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** Stops listening; what is being answered has five seconds. */
  @Override
  public void close() {
    channel.close().awaitUninterruptibly(CLOSING_MILLIS);
    if (threads != null) {
      threads.close();
    }
    loops
        .shutdownGracefully(QUIET_MILLIS, CLOSING_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CLOSING_MILLIS);
  }
}
