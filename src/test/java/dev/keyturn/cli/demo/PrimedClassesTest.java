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
 * A rotation loads hardly a class that was not loaded while the function was initialised. With
 * {@code -Dkeyturn.classes.rewrite=true}, on the release of Java that functions run on, the lists
 * of names are written anew.
 */
class PrimedClassesTest {

  private static final Path RESOURCES = Path.of("src/main/resources/dev/keyturn");
  private static final String FILE = "primed-classes.txt";
  private static final int JAVA_OF_FUNCTIONS = 25;

  /** Those whose servers come with the tests; what all of them load is the framework's. */
  private static final Set<DemoEngine> EVERYWHERE =
      Set.of(DemoEngine.POSTGRES, DemoEngine.MYSQL, DemoEngine.REDIS);

  /** What only a machine, a release of Java or a moment makes a rotation load. */
  private static final int BY_CHANCE = 12;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(names = {"POSTGRES", "MYSQL", "REDIS"})
  void aRotationLoadsHardlyAClass(DemoEngine engine) throws Exception {
    check(engine);
  }

  @Test
  @Tag("apt-servers")
  void aRotationOfMariaDbLoadsHardlyAClass() throws Exception {
    check(DemoEngine.MARIADB);
  }

  @Test
  @Tag("moto")
  void aRotationOfAnAccessKeyLoadsHardlyAClass() throws Exception {
    check(DemoEngine.IAM);
  }

  private void check(DemoEngine engine) throws Exception {
    assumeTrue(!rewrites());
    for (DemoStrategy strategy : engine.strategies()) {
      TreeSet<String> late =
          LoadedClasses.by(engine, strategy, folder)
              .since("dev.keyturn.EventReader")
              .namesOfLibraries();
      assertThat(late).as("loaded by a rotation, %s", strategy).hasSizeLessThan(BY_CHANCE);
    }
  }

  @Test
  void writesTheListsOfAllEnginesAnewWhenAsked() throws Exception {
    assumeTrue(rewrites());
    assertThat(Runtime.version().feature()).isEqualTo(JAVA_OF_FUNCTIONS);
    Map<DemoEngine, TreeSet<String>> used = new EnumMap<>(DemoEngine.class);
    for (DemoEngine engine : DemoEngine.values()) {
      TreeSet<String> names = new TreeSet<>();
      for (DemoStrategy strategy : engine.strategies()) {
        names.addAll(
            LoadedClasses.by(engine, strategy, folder)
                .since("dev.keyturn.RotationHandler")
                .names());
      }
      used.put(engine, names);
    }
    TreeSet<String> common = new TreeSet<>(used.get(DemoEngine.POSTGRES));
    EVERYWHERE.forEach(engine -> common.retainAll(used.get(engine)));
    write(RESOURCES.resolve(FILE), common);
    used.forEach(
        (engine, names) -> {
          names.removeAll(common);
          write(RESOURCES.resolve("rotators").resolve(engine.toString()).resolve(FILE), names);
        });
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
