package dev.keyturn;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The classes that a rotation uses, by name, in a text beside the class of a handler. Loaded and
 * verified by the first event, they would cost it more than all its calls.
 */
final class PrimedClasses {

  static final String RESOURCE = "primed-classes.txt";

  private static final List<String> JAVA = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

  private PrimedClasses() {}

  /**
   * Loads those of the framework, and those that lie beside the handler, if there are any. None is
   * initialized.
   */
  static List<Class<?>> load(Class<?> handler) {
    ClassLoader loader = handler.getClassLoader();
    return Stream.of(PrimedClasses.class, handler)
        .flatMap(neighbour -> names(neighbour).stream())
        .flatMap(name -> load(name, loader).stream())
        .toList();
  }

  private static Optional<Class<?>> load(String name, ClassLoader loader) {
    try {
      return Optional.of(Class.forName(name, false, loader));
    } catch (ClassNotFoundException | LinkageError e) {
      // Another version of a library has other classes; whoever needs this one will say so.
      return Optional.empty();
    }
  }

  /**
   * Initializes them, while no other thread uses any. Libraries have classes whose initializers
   * need each other: two threads that begin at different ends wait for ever, as with the SDK's
   * HeaderMarshaller and JsonProtocolMarshaller. Java's own are left to Java.
   */
  static void initialize(List<Class<?>> classes) {
    for (Class<?> type : classes) {
      if (JAVA.stream().noneMatch(type.getName()::startsWith)) {
        initialize(type);
      }
    }
  }

  private static void initialize(Class<?> type) {
    try {
      Class.forName(type.getName(), true, type.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // As above.
    }
  }

  private static List<String> names(Class<?> neighbour) {
    try (InputStream in = neighbour.getResourceAsStream(RESOURCE)) {
      return in == null
          ? List.of()
          : new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
