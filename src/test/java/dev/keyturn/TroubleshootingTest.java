package dev.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotation.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every reason that a step can fail for has its row. */
class TroubleshootingTest {

  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[A-Z_`, ]+`) \\|");
  private static final Pattern NAME = Pattern.compile("[A-Z_]+");

  @Test
  void explainsEveryReasonOnceAndNoOther() throws IOException {
    String page = Files.readString(Path.of("docs/troubleshooting.md"));

    assertThat(
            ROW.matcher(page)
                .results()
                .flatMap(row -> NAME.matcher(row.group(1)).results())
                .map(name -> name.group()))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Reason.values()).map(Reason::name).toList());
  }
}
