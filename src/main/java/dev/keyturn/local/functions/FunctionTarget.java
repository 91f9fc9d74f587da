package dev.keyturn.local.functions;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a function's code is and how it runs. */
public sealed interface FunctionTarget {

  /**
   * In this JVM: {@code class:[DIR!]NAME}.
   *
   * @param directory what {@code /var/task} would be, or null for this JVM's own class path
   * @param className a rotation handler
   */
  record InProcess(@Nullable Path directory, String className) implements FunctionTarget {}

  /**
   * In a child JVM: {@code process:[DIR!]NAME[::handleRequest]}.
   *
   * @param directory what {@code /var/task} would be, or null for this JVM's own class path
   * @param handler class, and method if given
   */
  record ChildProcess(@Nullable Path directory, String handler) implements FunctionTarget {
    String className() {
      return handler.replaceFirst("::.*$", "");
    }
  }

  /**
   * Reads a target.
   *
   * @param text {@code class:} or {@code process:} and what follows
   * @return the target
   * @throws IllegalArgumentException saying what a target looks like
   */
  static FunctionTarget parse(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? "" : text.substring(0, colon);
    String rest = text.substring(colon + 1);
    int bang = rest.indexOf('!');
    Path directory = bang < 0 ? null : Path.of(rest.substring(0, bang));
    String name = rest.substring(bang + 1);
    if (!name.isBlank()) {
      if (kind.equals("class")) {
        return new InProcess(directory, name);
      }
      if (kind.equals("process")) {
        return new ChildProcess(directory, name);
      }
    }
    throw new IllegalArgumentException(
        "function target '%s' is neither class:[DIR!]NAME nor process:DIR!NAME[::handleRequest]"
            .formatted(text));
  }
}
