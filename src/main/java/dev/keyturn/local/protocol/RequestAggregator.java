package dev.keyturn.local.protocol;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * Collects the body of a request; what is too large is read to its end, kept nowhere, and refused.
 */
final class RequestAggregator extends HttpObjectAggregator {

  private final RequestGuard guard;

  RequestAggregator(int largestBody, RequestGuard guard) {
    super(largestBody);
    this.guard = guard;
  }

  @Override
  protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
    guard.whole();
    ChannelFuture unused =
        context.writeAndFlush(
            ApiHandler.http(
                ApiHandler.refusal(
                    HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                    "RequestEntityTooLargeException",
                    "A request has %d bytes at most.".formatted(maxContentLength()))));
  }
}
