package dev.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * The classes of a function, compiled by a test and loaded anew for each function, and the list
 * beside its handler. It remembers what was asked for, and which classes were initialized.
 */
class CompiledFunction extends URLClassLoader {

  private static final String LIST = "example/" + PrimedClasses.RESOURCE;

  /** What was loaded by name, in order. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  private final List<String> listed;

  CompiledFunction(Path folder, String... listed) throws MalformedURLException {
    super(new URL[] {folder.toUri().toURL()}, CompiledFunction.class.getClassLoader());
    this.listed = Arrays.asList(listed);
  }

  static void compile(Path folder) throws IOException {
    source(folder, "example.Heard", "public static final List<String> NAMES = new ArrayList<>();");
    source(folder, "example.Handler", "");
    source(folder, "example.First", "static { Heard.NAMES.add(\"First\"); }");
    source(folder, "example.Second", "static { Heard.NAMES.add(\"Second\"); }");
    source(folder, "example.Broken", "static { Objects.requireNonNull(null); }");
    source(folder, "example.Orphan", "static { new Parent(); }");
    source(folder, "example.Parent", "");
    source(folder, "javax.example.Own", "static { example.Heard.NAMES.add(\"Own\"); }");
    List<String> arguments = new ArrayList<>(List.of("-d", folder.toString()));
    try (Stream<Path> files = Files.walk(folder)) {
      files.filter(Files::isRegularFile).map(Path::toString).forEach(arguments::add);
    }
    String[] all = arguments.toArray(String[]::new);
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, all)).isZero();
    Files.delete(folder.resolve("example/Parent.class"));
    Files.writeString(folder.resolve("example/NoClass.class"), "no class");
  }

  private static void source(Path folder, String name, String body) throws IOException {
    int dot = name.lastIndexOf('.');
    Path file = folder.resolve(name.replace('.', '/') + ".java");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "package %s; import java.util.*; public class %s { %s }"
            .formatted(name.substring(0, dot), name.substring(dot + 1), body));
  }

  Class<?> handler() throws ClassNotFoundException {
    return loadClass("example.Handler");
  }

  /** Those that say so of themselves. */
  List<Object> initialized() throws ReflectiveOperationException {
    return List.copyOf((List<?>) loadClass("example.Heard").getField("NAMES").get(null));
  }

  InputStream list() {
    return listed.isEmpty()
        ? null
        : new ByteArrayInputStream(String.join("\n", listed).getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public InputStream getResourceAsStream(String name) {
    return name.equals(LIST) ? list() : super.getResourceAsStream(name);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    asked.add(name);
    return super.loadClass(name, resolve);
  }
}
