package dev.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of the names in a list. */
class PrimedClassesLoadTest {

  @TempDir private static Path folder;

  @BeforeAll
  static void compile() throws IOException {
    CompiledFunction.compile(folder);
  }

  @Test
  void theirClassesAreLoadedAndThenInitialized() throws Exception {
    try (CompiledFunction function =
        new CompiledFunction(folder, "example.First", "example.Second")) {
      List<Class<?>> classes = PrimedClasses.load(function.handler());

      assertThat(function.asked).contains("example.First", "example.Second");
      assertThat(function.initialized()).isEmpty();

      PrimedClasses.initialize(classes);

      assertThat(function.initialized()).containsExactly("First", "Second");
    }
  }

  @Test
  void javasOwnAreNotInitialized() throws Exception {
    try (CompiledFunction function = new CompiledFunction(folder, "javax.example.Own")) {
      prime(function);

      assertThat(function.asked).contains("javax.example.Own");
      assertThat(function.initialized()).isEmpty();
    }
  }

  @Test
  void whatCannotBeLoadedOrInitializedIsPassedOver() throws Exception {
    try (CompiledFunction function =
        new CompiledFunction(
            folder,
            "",
            "example.Unknown",
            "no name",
            "example.Broken",
            "example.Orphan",
            "example.NoClass",
            "example.First")) {
      prime(function);

      assertThat(function.initialized()).containsExactly("First");
    }
  }

  @Test
  void theFrameworksAreLoadedWithoutAListOfTheFunctions() throws Exception {
    try (CompiledFunction function = new CompiledFunction(folder)) {
      prime(function);

      assertThat(function.asked).contains("dev.keyturn.rotation.SetSecret");
      assertThat(function.initialized()).isEmpty();
    }
  }

  @Test
  void aListThatCannotBeReadIsNone() throws Exception {
    try (CompiledFunction function =
        new CompiledFunction(folder, "example.First") {
          @Override
          InputStream list() {
            return new Unreadable();
          }
        }) {
      prime(function);

      assertThat(function.asked).contains("dev.keyturn.rotation.SetSecret");
      assertThat(function.initialized()).isEmpty();
    }
  }

  private static void prime(CompiledFunction function) throws ClassNotFoundException {
    PrimedClasses.initialize(PrimedClasses.load(function.handler()));
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
