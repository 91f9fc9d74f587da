package dev.keyturn.cli.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerFolderTest {

  private static final List<String> ADVICE =
      IntStream.rangeClosed(1, 9).mapToObj(number -> "advice " + number).toList();

  @TempDir private Path folder;

  @Test
  void quotesAnErrorAndNotTheAdviceThatFollows() throws Exception {
    ServerFolder server = new ServerFolder(folder);
    Files.write(server.log(), List.of("begins", "[ERROR] no space left"));
    Files.write(server.log(), ADVICE, StandardOpenOption.APPEND);

    assertThat(server.logExcerpt().lines()).containsExactly("", "  [ERROR] no space left");
  }

  @Test
  void quotesTheLastLinesIfNoneIsMarked() throws Exception {
    ServerFolder server = new ServerFolder(folder);
    Files.write(server.log(), ADVICE);

    assertThat(server.logExcerpt().lines())
        .containsExactly("", "  advice 5", "  advice 6", "  advice 7", "  advice 8", "  advice 9");
  }
}
