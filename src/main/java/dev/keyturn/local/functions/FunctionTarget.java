package dev.keyturn.local.functions;

import dev.keyturn.RotationHandler;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a function's code is and how it runs. */
public sealed interface FunctionTarget {

  /**
   * In this JVM: {@code class:[DIR!]NAME}.
   *
   * @param directory what {@code /var/task} would be, or null for this JVM's own class path
   * @param className a rotation handler
   */
  record InProcess(@Nullable Path directory, String className) implements FunctionTarget {

    /**
     * Constructs the handler outside of any service, in the environment that is bound to it.
     *
     * @param origin who asks for it, at the start of what an error says
     * @return constructs it, or throws IllegalArgumentException saying why it cannot
     */
    public Supplier<RotationHandler<?, ?>> constructor(String origin) {
      return new HandlerClass(this, origin);
    }
  }

  /**
   * In this JVM, constructed by whoever starts the service: a rotator with a fake of its service,
   * for instance.
   *
   * @param constructor makes the handler, once, in the function's own {@link
   *     dev.keyturn.RotationEnvironment}
   */
  record Constructed(Supplier<? extends RotationHandler<?, ?>> constructor)
      implements FunctionTarget {}

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
   * A runtime interface client of any language: {@code command:COMMAND}.
   *
   * @param words program and arguments, of which the last is the handler
   * @param directory where it runs, or null for the current one
   */
  record Command(List<String> words, @Nullable Path directory) implements FunctionTarget {

    /** Copies the words. */
    public Command {
      words = List.copyOf(words);
    }
  }

  /**
   * Behind Lambda's Invoke API: {@code http(s)://HOST[:PORT][/FUNCTION]}.
   *
   * @param base scheme, host and port
   * @param function what the function is called there, or null if as here
   */
  record Remote(URI base, @Nullable String function) implements FunctionTarget {}

  /**
   * Reads a target.
   *
   * @param text {@code class:}, {@code process:}, {@code command:}, {@code http:} or {@code https:}
   *     and what follows
   * @return the target
   * @throws IllegalArgumentException saying what a target looks like
   */
  static FunctionTarget parse(String text) {
    int colon = text.indexOf(':');
    String rest = text.substring(colon + 1);
    if (!rest.isBlank()) {
      String kind = colon < 0 ? "" : text.substring(0, colon);
      if (kind.equals("http") || kind.equals("https")) {
        return RemoteAddress.parse(text);
      }
      if (kind.equals("command")) {
        return new Command(CommandWords.split(rest), null);
      }
      int bang = rest.indexOf('!');
      Path directory = bang < 0 ? null : Path.of(rest.substring(0, bang));
      String name = rest.substring(bang + 1);
      if (kind.equals("class") && !name.isBlank()) {
        return new InProcess(directory, name);
      }
      if (kind.equals("process") && !name.isBlank()) {
        return new ChildProcess(directory, name);
      }
    }
    throw new IllegalArgumentException(
        ("function target '%s' is none of class:[DIR!]NAME, process:[DIR!]NAME[::handleRequest],"
                + " command:COMMAND and http(s)://HOST[:PORT][/FUNCTION]")
            .formatted(text));
  }
}
