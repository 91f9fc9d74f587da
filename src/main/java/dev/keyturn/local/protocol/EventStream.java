package dev.keyturn.local.protocol;

import dev.keyturn.local.events.EventJson;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.events.ServiceObserver;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.nio.charset.StandardCharsets;

/**
 * Server-sent events: everything that happens from the request on, to whoever asked for {@value
 * #PATH}. A reader that is too slow misses events rather than holding the service up.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent
 *     events</a>
 */
public final class EventStream implements ServiceObserver {

  /** Where the events are. */
  public static final String PATH = "/_keyturn/events";

  /** How far a reader may lag, in bytes: the events of a few thousand rotations. */
  private static final WriteBufferWaterMark BACKLOG = new WriteBufferWaterMark(4 << 20, 8 << 20);

  private final ChannelGroup readers = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  void open(Channel channel) {
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    head.headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream")
        .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
        .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    channel.config().setWriteBufferWaterMark(BACKLOG);
    // On the channel's own thread, so that no event is written before the head, or lost after it.
    readers.add(channel);
    ChannelFuture unused = channel.writeAndFlush(head);
  }

  @Override
  public void observed(ServiceEvent event) {
    if (readers.isEmpty()) {
      return;
    }
    byte[] message = ("data: " + EventJson.of(event) + "\n\n").getBytes(StandardCharsets.UTF_8);
    for (Channel reader : readers) {
      if (reader.isWritable()) {
        ChannelFuture unused =
            reader.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(message)));
      }
    }
  }
}
