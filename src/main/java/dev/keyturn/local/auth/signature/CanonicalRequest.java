package dev.keyturn.local.auth.signature;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The form of a request that is signed.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request">Create
 *     a canonical request</a>
 */
final class CanonicalRequest {

  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private CanonicalRequest() {}

  static String of(WireRequest request, List<String> signedHeaders) {
    List<String> names =
        signedHeaders.stream().map(name -> name.toLowerCase(Locale.ROOT)).sorted().toList();
    return String.join(
        "\n",
        request.method(),
        path(request.path()),
        query(request.query()),
        names.stream().map(name -> header(request, name)).collect(Collectors.joining()),
        String.join(";", names),
        Hashes.hex(Hashes.sha256(request.body())));
  }

  /** Without empty and dotted segments, and encoded once more than on the wire. */
  private static String path(String path) {
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : path.split("/", -1)) {
      if (segment.equals("..")) {
        segments.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    String slash = path.endsWith("/") && !segments.isEmpty() ? "/" : "";
    return "/" + encoded(String.join("/", segments), "/") + slash;
  }

  /** Sorted by name, then by value; a name without a value has an empty one. */
  private static String query(String query) {
    if (query.isEmpty()) {
      return "";
    }
    return Arrays.stream(query.split("&", -1))
        .filter(parameter -> !parameter.isEmpty())
        .map(parameter -> parameter.contains("=") ? parameter : parameter + "=")
        .map(parameter -> parameter.split("=", 2))
        .map(pair -> encoded(pair[0], "%") + "\n" + encoded(pair[1], "%"))
        .sorted()
        .map(pair -> pair.replace('\n', '='))
        .collect(Collectors.joining("&"));
  }

  private static String header(WireRequest request, String name) {
    return name
        + ":"
        + request.values(name).stream()
            .map(value -> value.strip().replaceAll(" +", " "))
            .collect(Collectors.joining(","))
        + "\n";
  }

  private static String encoded(String text, String kept) {
    StringBuilder encoded = new StringBuilder();
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (octet & 0xFF);
      if (UNRESERVED.indexOf(character) >= 0 || kept.indexOf(character) >= 0) {
        encoded.append(character);
      } else {
        encoded.append('%').append("%02X".formatted((int) character));
      }
    }
    return encoded.toString();
  }
}
