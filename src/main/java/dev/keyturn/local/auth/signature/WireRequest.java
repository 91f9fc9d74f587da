package dev.keyturn.local.auth.signature;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it came over the wire, which is what its signature is about. Immutable but for its
 * body.
 */
public final class WireRequest {

  private final String method;
  private final String path;
  private final String query;
  private final List<Map.Entry<String, String>> headers;
  private final byte[] body;
  private final String sourceIp;

  /**
   * Takes what came.
   *
   * @param method the HTTP method
   * @param target path and query, as they stood in the request line
   * @param headers names in any case, and values in the order in which they came
   * @param body all of it; not copied
   * @param sourceIp the client's address
   */
  public WireRequest(
      String method,
      String target,
      List<Map.Entry<String, String>> headers,
      byte[] body,
      String sourceIp) {
    this.method = method;
    int mark = target.indexOf('?');
    this.path = mark < 0 ? target : target.substring(0, mark);
    this.query = mark < 0 ? "" : target.substring(mark + 1);
    this.headers = headers;
    this.body = body;
    this.sourceIp = sourceIp;
  }

  /** A header's first value. */
  public Optional<String> header(String name) {
    for (Map.Entry<String, String> header : headers) {
      if (header.getKey().equalsIgnoreCase(name)) {
        return Optional.of(header.getValue());
      }
    }
    return Optional.empty();
  }

  List<String> values(String name) {
    return headers.stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .toList();
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  String query() {
    return query;
  }

  /** The body, not copied. */
  public byte[] body() {
    return body;
  }

  public String sourceIp() {
    return sourceIp;
  }
}
