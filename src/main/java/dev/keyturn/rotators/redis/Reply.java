package dev.keyturn.rotators.redis;

import java.nio.charset.StandardCharsets;

/** Reads what a server answered. */
final class Reply {

  private Reply() {}

  static String text(Object reply) {
    return reply instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(reply);
  }

  /** The first word of an error, which is its code. */
  static String code(RuntimeException error) {
    return message(error).split(" ", 2)[0];
  }

  /** What it said, without the end of a sentence or of a list. */
  static String message(RuntimeException error) {
    return String.valueOf(error.getMessage()).replaceAll("[.,\\s]+$", "");
  }
}
