package dev.keyturn.local.protocol;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.ReadTimeoutHandler;

/** Ends a connection on which nothing comes, but not while its client waits for us. */
final class IdleTimeout extends ReadTimeoutHandler {

  static final int SECONDS = 300;

  private boolean awaited;

  IdleTimeout() {
    super(SECONDS);
  }

  /** Says whether the client waits for what this side sends. Called on the connection's thread. */
  void awaited(boolean now) {
    awaited = now;
  }

  @Override
  protected void readTimedOut(ChannelHandlerContext context) throws Exception {
    if (!awaited) {
      super.readTimedOut(context);
    }
  }
}
