package dev.keyturn;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The classes that a rotation uses, by name, in a text beside the class of a handler. Loaded and
 * verified by the first event, they would cost it more than all its calls.
 */
final class PrimedClasses {

  static final String RESOURCE = "primed-classes.txt";

  private static final List<String> JAVA = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

  private PrimedClasses() {}

  /** Loads those of the framework, and those that lie beside the handler, if there are any. */
  static void load(Class<?> handler) {
    ClassLoader loader = handler.getClassLoader();
    names(PrimedClasses.class).forEach(name -> load(name, loader));
    names(handler).forEach(name -> load(name, loader));
  }

  /** Java's own are not initialized before their time, in an order that Java does not know. */
  private static void load(String name, ClassLoader loader) {
    try {
      Class.forName(name, JAVA.stream().noneMatch(name::startsWith), loader);
    } catch (ClassNotFoundException | LinkageError e) {
      // Another version of a library has other classes; whoever needs this one will say so.
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
