package dev.keyturn.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a rotation loads is in the lists of classes that are loaded before it. With {@code
 * -Dkeyturn.classes.rewrite=true}, on the release of Java that functions run on, the lists of names
 * are written anew.
 */
class PrimedClassesTest {

  private static final Path RESOURCES = Path.of("src/main/resources/dev/keyturn");
  private static final String FILE = "primed-classes.txt";
  private static final int JAVA_OF_FUNCTIONS = 25;

  /** Those whose servers come with the tests; what all of them load is the framework's. */
  private static final Set<DemoEngine> EVERYWHERE =
      Set.of(DemoEngine.POSTGRES, DemoEngine.MYSQL, DemoEngine.REDIS);

  /** Of a thousand and more: to verify the same classes, another release of Java loads others. */
  private static final int BY_CHANCE = 80;

  private static final int FEWEST = 500;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(names = {"POSTGRES", "MYSQL", "REDIS"})
  void everyClassIsListed(DemoEngine engine) throws Exception {
    check(engine);
  }

  @Test
  @Tag("apt-servers")
  void everyClassOfMariaDbIsListed() throws Exception {
    check(DemoEngine.MARIADB);
  }

  @Test
  @Tag("moto")
  void everyClassOfIamIsListed() throws Exception {
    check(DemoEngine.IAM);
  }

  private void check(DemoEngine engine) throws Exception {
    assumeTrue(!rewrites());
    Set<String> listed = new TreeSet<>(Files.readAllLines(RESOURCES.resolve(FILE)));
    listed.addAll(Files.readAllLines(ofEngine(engine)));
    TreeSet<String> loaded =
        LoadedClasses.by(engine, engine.strategies().get(0), folder).namesOfLibraries();
    assertThat(loaded).hasSizeGreaterThan(FEWEST);
    loaded.removeAll(listed);
    // To verify a client, Java 17 loads what any of its operations could take.
    loaded.removeIf(name -> name.endsWith("Request$Builder"));
    assertThat(loaded).as("loaded by a rotation, and not listed").hasSizeLessThan(BY_CHANCE);
  }

  @Test
  void writesTheListsOfAllEnginesAnewWhenAsked() throws Exception {
    assumeTrue(rewrites());
    assertThat(Runtime.version().feature()).isEqualTo(JAVA_OF_FUNCTIONS);
    Map<DemoEngine, TreeSet<String>> used = new EnumMap<>(DemoEngine.class);
    for (DemoEngine engine : DemoEngine.values()) {
      TreeSet<String> names = new TreeSet<>();
      for (DemoStrategy strategy : engine.strategies()) {
        names.addAll(LoadedClasses.by(engine, strategy, folder).names());
      }
      used.put(engine, names);
    }
    TreeSet<String> common = new TreeSet<>(used.get(DemoEngine.POSTGRES));
    EVERYWHERE.forEach(engine -> common.retainAll(used.get(engine)));
    write(RESOURCES.resolve(FILE), common);
    used.forEach(
        (engine, names) -> {
          names.removeAll(common);
          write(ofEngine(engine), names);
        });
  }

  private static Path ofEngine(DemoEngine engine) {
    return RESOURCES.resolve("rotators").resolve(engine.toString()).resolve(FILE);
  }

  private static boolean rewrites() {
    return Boolean.getBoolean("keyturn.classes.rewrite");
  }

  private static void write(Path file, Set<String> names) {
    try {
      Files.write(file, List.copyOf(names));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
