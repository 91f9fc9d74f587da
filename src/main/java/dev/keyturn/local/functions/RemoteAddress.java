package dev.keyturn.local.functions;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/** Reads {@code http(s)://HOST[:PORT][/FUNCTION]}. */
final class RemoteAddress {

  /** A function's name, and a version or an alias of it. */
  private static final Pattern FUNCTION = Pattern.compile("[\\w-]+(:(\\$LATEST|[\\w-]+))?");

  private RemoteAddress() {}

  static FunctionTarget.Remote parse(String text) {
    try {
      URI uri = new URI(text);
      String path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
      boolean plain =
          uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
      if (uri.getHost() != null && plain && (path.isEmpty() || FUNCTION.matcher(path).matches())) {
        URI base = new URI(uri.getScheme(), uri.getRawAuthority(), null, null, null);
        return new FunctionTarget.Remote(base, path.isEmpty() ? null : path);
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(refusal(text), e);
    }
    throw new IllegalArgumentException(refusal(text));
  }

  private static String refusal(String text) {
    return ("function target '%s' is no http(s)://HOST[:PORT][/FUNCTION]: give the address of a"
            + " Lambda Invoke API, and after it at most a function's name")
        .formatted(text);
  }
}
