package dev.keyturn.rotation;

import dev.keyturn.secret.SecretText;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes the secret texts of one invocation out of messages that drivers and services wrote.
 *
 * <p>A last line of defence: no code of ours puts one there.
 */
final class Redactor {

  /** Shorter texts occur in ordinary words; taking them out would only show how long they are. */
  private static final int SHORTEST = 4;

  // Longest first, so that a value is replaced before a password that is a part of it.
  private final TreeSet<String> texts =
      new TreeSet<>(
          Comparator.comparingInt(String::length)
              .reversed()
              .thenComparing(Comparator.naturalOrder()));

  void add(SecretText text) {
    if (text.reveal().length() >= SHORTEST) {
      texts.add(text.reveal());
    }
  }

  String redact(String message) {
    String redacted = message;
    for (String text : texts) {
      redacted = redacted.replace(text, "[REDACTED]");
    }
    return redacted;
  }

  @Nullable Throwable redact(@Nullable Throwable cause) {
    return cause == null ? null : new RedactedCause(cause, this, RedactedCause.DEPTH);
  }
}
