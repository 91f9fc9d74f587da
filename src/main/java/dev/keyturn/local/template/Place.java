package dev.keyturn.local.template;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where in which template something is, for messages.
 *
 * @param file the template
 * @param path names, separated by dots
 */
record Place(Path file, String path) {

  /** What a value stands for, or else where and why that is not known. */
  <T> T resolve(Supplier<T> resolution, String remedy) {
    try {
      return resolution.get();
    } catch (UnresolvedException e) {
      throw new IllegalArgumentException(
          "template %s: %s: %s%s".formatted(file, path, e.getMessage(), remedy), e);
    }
  }

  IllegalArgumentException wrong(String what) {
    return wrong(what, null);
  }

  IllegalArgumentException wrong(String what, @Nullable Throwable cause) {
    return new IllegalArgumentException("template %s: %s %s".formatted(file, path, what), cause);
  }
}
