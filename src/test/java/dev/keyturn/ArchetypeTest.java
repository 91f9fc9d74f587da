package dev.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The project that the archetype makes is the one that the tutorial shows, and whose classes are
 * tested here.
 */
class ArchetypeTest {

  private static final Path ARCHETYPE = Path.of("archetype/src/main/resources/archetype-resources");
  private static final Pattern VERSION =
      Pattern.compile("^  <version>(.*)</version>", Pattern.MULTILINE);
  private static final Pattern PLUGIN =
      Pattern.compile("<artifactId>(maven-\\S+-plugin)</artifactId>\\s+<version>(.*)</version>");

  @ParameterizedTest
  @CsvSource({"src/main/java, Rotator", "src/test/java, ContractTest", "src/test/java, Server"})
  void itsClassesAreThoseTestedHere(String directory, String name) throws IOException {
    String source = "src/test/java/dev/keyturn/example/ApiKey%s.java".formatted(name);

    assertThat(made(directory + "/__service__" + name + ".java", "dev.keyturn.example"))
        .isEqualTo(Files.readString(Path.of(source)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pom.xml", "template.yaml", "Makefile", "events/create-secret.json"})
  void theTutorialShowsItsFiles(String file) throws IOException {
    assertThat(Files.readString(Path.of("docs/tutorial.md")))
        .contains("\n" + made(file, "com.example") + "```\n");
  }

  @Test
  void itsVersionIsOurs() throws IOException {
    assertThat(version("archetype/pom.xml")).isEqualTo(version("pom.xml"));
    assertThat(Files.readString(Path.of("docs/tutorial.md")))
        .contains("-DarchetypeVersion=" + version("pom.xml") + " ");
  }

  @Test
  void itsPluginsAreOurs() throws IOException {
    List<String> plugins = plugins(ARCHETYPE.resolve("pom.xml"));

    assertThat(plugins).hasSizeGreaterThan(5).isSubsetOf(plugins(Path.of("pom.xml")));
  }

  /** What Velocity makes of a file, as the tutorial calls the project. */
  private static String made(String file, String inPackage) throws IOException {
    String text = Files.readString(ARCHETYPE.resolve(file)).replaceAll("#\\[\\[|]]#", "");
    Map<String, String> values =
        Map.of(
            "service", "ApiKey",
            "package", inPackage,
            "groupId", "com.example",
            "artifactId", "api-key-rotator",
            "version", "1.0-SNAPSHOT",
            "keyturnVersion", version("pom.xml"));
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("${" + value.getKey() + "}", value.getValue());
    }
    return text;
  }

  private static String version(String pom) throws IOException {
    return VERSION
        .matcher(Files.readString(Path.of(pom)))
        .results()
        .map(found -> found.group(1))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> plugins(Path pom) throws IOException {
    return PLUGIN
        .matcher(Files.readString(pom))
        .results()
        .map(MatchResult::group)
        .map(found -> found.replaceAll("\\s+", " "))
        .toList();
  }
}
