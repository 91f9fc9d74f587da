package dev.keyturn.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keyturn's stream of events, which tells when a rotation has ended. Its thread is that of all
 * connections.
 */
final class RotationFeed extends SimpleChannelInboundHandler<HttpObject> {

  private static final Pattern ENDED =
      Pattern.compile(
          "\"type\":\"Rotation(Succeeded|Failed|Abandoned)\".*\"version\":\"([^\"]+)\"");

  private final URI endpoint;
  private final Tally tally;
  private final CompletableFuture<Void> open = new CompletableFuture<>();
  private final Map<String, Runnable> waiting = new HashMap<>();
  private final Set<String> rotated = new HashSet<>();
  private final StringBuilder text = new StringBuilder();

  RotationFeed(URI endpoint, Tally tally) {
    this.endpoint = endpoint;
    this.tally = tally;
  }

  /** Ends when events are being read. */
  CompletableFuture<Void> open() {
    return open;
  }

  void whenRotated(String version, Runnable then) {
    if (rotated.remove(version)) {
      then.run();
    } else {
      waiting.put(version, then);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/_keyturn/events");
    request.headers().set(HttpHeaderNames.HOST, endpoint.getAuthority());
    ChannelFuture unused = context.writeAndFlush(request);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) throws IOException {
    if (part instanceof HttpResponse) {
      open.complete(null);
    }
    if (part instanceof HttpContent content) {
      read(content.content());
    }
  }

  private void read(ByteBuf bytes) throws IOException {
    text.append(bytes.toString(StandardCharsets.UTF_8));
    int end = text.indexOf("\n\n");
    while (end >= 0) {
      event(text.substring(0, end));
      text.delete(0, end + 2);
      end = text.indexOf("\n\n");
    }
  }

  private void event(String line) throws IOException {
    Matcher ended = ENDED.matcher(line);
    if (!ended.find()) {
      return;
    }
    if (!ended.group(1).equals("Succeeded")) {
      throw new IOException("a rotation did not succeed: " + line);
    }
    Runnable then = waiting.remove(ended.group(2));
    if (then == null) {
      rotated.add(ended.group(2));
    } else {
      then.run();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    tally.failed(cause);
  }
}
