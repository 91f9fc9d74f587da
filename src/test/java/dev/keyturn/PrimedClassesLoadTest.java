package dev.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

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
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of the names in a list: classes of a function, compiled here and loaded anew. */
class PrimedClassesLoadTest {

  private static final String LIST = "example/" + PrimedClasses.RESOURCE;

  @TempDir private static Path folder;

  @BeforeAll
  static void compile() throws IOException {
    source("example.Heard", "public static final List<String> NAMES = new ArrayList<>();");
    source("example.Handler", "");
    source("example.First", "static { Heard.NAMES.add(\"First\"); }");
    source("example.Second", "static { Heard.NAMES.add(\"Second\"); }");
    source("example.Other", "static { Heard.NAMES.add(\"Other\"); }");
    source("example.Broken", "static { Objects.requireNonNull(null); }");
    source("example.Orphan", "static { new Parent(); }");
    source("example.Parent", "");
    source("javax.example.Own", "static { example.Heard.NAMES.add(\"Own\"); }");
    try (Stream<Path> files = Files.walk(folder)) {
      List<String> arguments = new ArrayList<>(List.of("-d", folder.toString()));
      files.filter(Files::isRegularFile).map(Path::toString).forEach(arguments::add);
      int code =
          ToolProvider.getSystemJavaCompiler()
              .run(null, null, null, arguments.toArray(String[]::new));
      assertThat(code).isZero();
    }
    Files.delete(folder.resolve("example/Parent.class"));
    Files.writeString(folder.resolve("example/NoClass.class"), "no class");
  }

  private static void source(String name, String body) throws IOException {
    int dot = name.lastIndexOf('.');
    Path file = folder.resolve(name.replace('.', '/') + ".java");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "package %s; import java.util.*; public class %s { %s }"
            .formatted(name.substring(0, dot), name.substring(dot + 1), body));
  }

  @Test
  void theyAreLoadedAndInitialized() throws Exception {
    try (Function function = new Function("example.First", "example.Second")) {
      function.load();

      assertThat(function.initialized()).containsExactly("First", "Second");
    }
  }

  @Test
  void javasOwnAreLoadedAndNotInitialized() throws Exception {
    try (Function function = new Function("javax.example.Own")) {
      function.load();

      assertThat(function.asked).contains("javax.example.Own");
      assertThat(function.initialized()).isEmpty();
    }
  }

  @Test
  void whatCannotBeLoadedIsPassedOver() throws Exception {
    try (Function function =
        new Function(
            "",
            "example.Unknown",
            "no name",
            "example.Broken",
            "example.Orphan",
            "example.NoClass",
            "example.First")) {
      function.load();

      assertThat(function.initialized()).containsExactly("First");
    }
  }

  @Test
  void theFrameworksAreLoadedWithoutAListOfTheFunctions() throws Exception {
    try (Function function = new Function()) {
      function.load();

      assertThat(function.asked).contains("dev.keyturn.rotation.SetSecret");
      assertThat(function.initialized()).isEmpty();
    }
  }

  @Test
  void aListThatCannotBeReadIsNone() throws Exception {
    try (Function function =
        new Function("example.First") {
          @Override
          InputStream list() {
            return new Unreadable();
          }
        }) {
      assertThatCode(function::load).doesNotThrowAnyException();
      assertThat(function.initialized()).isEmpty();
    }
  }

  static List<Path> lists() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/resources/dev/keyturn"))) {
      return files.filter(file -> file.endsWith(PrimedClasses.RESOURCE)).toList();
    }
  }

  /** A class that was renamed would be passed over, and nobody would hear of it. */
  @ParameterizedTest
  @MethodSource("lists")
  void ourListsNameClassesThatExist(Path list) throws IOException {
    assertThat(Files.readAllLines(list))
        .isNotEmpty()
        .filteredOn(name -> !name.matches("(java|javax|jdk|sun|com\\.sun)\\..*"))
        .allMatch(PrimedClassesLoadTest::exists);
  }

  private static boolean exists(String name) {
    String file = name.replace('.', '/') + ".class";
    return PrimedClassesLoadTest.class.getClassLoader().getResource(file) != null;
  }

  /** A function with a list, or without one, which remembers what was asked for. */
  private static class Function extends URLClassLoader {

    final List<String> asked = new ArrayList<>();
    private final List<String> listed;

    Function(String... listed) throws MalformedURLException {
      super(new URL[] {folder.toUri().toURL()}, PrimedClassesLoadTest.class.getClassLoader());
      this.listed = Arrays.asList(listed);
    }

    void load() throws ClassNotFoundException {
      PrimedClasses.load(loadClass("example.Handler"));
    }

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

  private static final class Unreadable extends InputStream {

    @Override
    public int read() throws IOException {
      throw new IOException("the archive is damaged");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return read();
    }
  }
}
