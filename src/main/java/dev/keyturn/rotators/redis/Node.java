package dev.keyturn.rotators.redis;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One server, which has users of its own: access control lists are not replicated.
 *
 * @param host name or address, in lower case
 * @param port 1 to 65535
 */
record Node(String host, int port) {

  private static final int LAST_PORT = 65_535;

  /** A name or an IPv4 address; or an IPv6 address, in brackets when a port follows. */
  private static final Pattern TEXT =
      Pattern.compile(
          "(?:(?<name>[\\p{L}\\p{N}._-]+)|\\[(?<six>[0-9A-Fa-f:.%]+)])(?::(?<port>\\d{1,5}))?"
              + "|(?<bare>[0-9A-Fa-f:.%]*:[0-9A-Fa-f:.%]*:[0-9A-Fa-f:.%]*)");

  Node {
    host = host.toLowerCase(Locale.ROOT);
  }

  /** Reads {@code host}, {@code host:port}, or an IPv6 address; empty if it is none of these. */
  static Optional<Node> parse(String text, int port) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String host =
        Optional.ofNullable(matcher.group("name"))
            .or(() -> Optional.ofNullable(matcher.group("six")))
            .orElseGet(() -> matcher.group("bare"));
    int number = matcher.group("port") == null ? port : Integer.parseInt(matcher.group("port"));
    return number >= 1 && number <= LAST_PORT
        ? Optional.of(new Node(host, number))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "'%s', port %d".formatted(host, port);
  }
}
