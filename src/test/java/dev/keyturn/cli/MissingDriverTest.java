package dev.keyturn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command with the class path of a function for another engine. */
@Timeout(60)
class MissingDriverTest {

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          postgres | postgresql          | dev.keyturn.rotators.postgres.PostgresRotator | org/postgresql/
          mysql    | mariadb-java-client | dev.keyturn.rotators.mysql.MySqlRotator       | org/mariadb/
          redis    | jedis               | dev.keyturn.rotators.redis.RedisRotator       | redis/clients/
          """)
  void isOneClearMessage(String engine, String jar, String rotator, String missing)
      throws Exception {
    try (StuckSecret secret = new StuckSecret(directory);
        URLClassLoader without = new URLClassLoader(classPathWithout(jar), parent())) {
      secret.current(
          Map.of("engine", engine, "host", "localhost", "username", "app", "password", "now-word"));
      secret.start();

      String out =
          run(without, "doctor", "app", "--endpoint", secret.endpoint(), "--region", "eu-west-1");

      String line = out.lines().findFirst().orElseThrow();
      assertThat(line.replaceFirst(missing + "[A-Za-z/]+", "X"))
          .isEqualTo(
              ("risk    whether the credentials log in is not known: the rotator: class %s or one that it"
                      + " needs is not found: X. Put what is missing on the class path of this command, or"
                      + " into the DIR of --rotator class:DIR!NAME.")
                  .formatted(rotator));
      assertThat(out).endsWith("app is not well; logins made: 0.\n");
    }
  }

  /** The JDK alone, so that every class of the command is looked for in the class path given. */
  private static ClassLoader parent() {
    return ClassLoader.getPlatformClassLoader();
  }

  private static URL[] classPathWithout(String jar) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(Path::of)
        .filter(entry -> !entry.getFileName().toString().matches(jar + "-\\d.*\\.jar"))
        .map(MissingDriverTest::url)
        .toArray(URL[]::new);
  }

  private static URL url(Path entry) {
    try {
      return entry.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }

  private static String run(ClassLoader loader, String... arguments) throws Exception {
    var method = loader.loadClass(Cli.class.getName()).getDeclaredMethod("run", String[].class);
    method.setAccessible(true);
    Object result = method.invoke(null, (Object) arguments);
    var out = result.getClass().getDeclaredMethod("out");
    out.setAccessible(true);
    return (String) out.invoke(result);
  }
}
