package dev.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the pages show is what is tested. */
class ReadmeTest {

  private static final Path SOURCE =
      Path.of("src/test/java/dev/keyturn/example/LockerRotator.java");
  private static final Pattern BLOCK =
      Pattern.compile("```java\\n(public final class .*?)```", Pattern.DOTALL);
  private static final Pattern DECLARATION =
      Pattern.compile("^(public final )?class ", Pattern.MULTILINE);
  private static final int ABOUT_TWENTY = 25;

  @Test
  void showsTheRotatorThatIsTested() throws IOException {
    String source = Files.readString(SOURCE);
    String rotator = source.substring(source.indexOf("public final class"));

    assertThat(BLOCK.matcher(Files.readString(Path.of("README.md"))).results())
        .extracting(MatchResult::group)
        .containsExactly("```java\n" + rotator + "```");
    assertThat(rotator.lines().filter(line -> !line.isBlank()).count())
        .isLessThanOrEqualTo(ABOUT_TWENTY);
  }

  @ParameterizedTest
  @CsvSource({
    "writing-a-rotator, LockerContractTest",
    "tutorial, ApiKeyRotator",
    "tutorial, ApiKeyContractTest"
  })
  void pagesShowWhatIsTested(String page, String name) throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/dev/keyturn/example/%s.java".formatted(name)));
    Matcher declaration = DECLARATION.matcher(source);

    assertThat(declaration.find()).isTrue();
    assertThat(Files.readString(Path.of("docs/%s.md".formatted(page))))
        .contains("```java\n" + source.substring(declaration.start()) + "```");
  }
}
