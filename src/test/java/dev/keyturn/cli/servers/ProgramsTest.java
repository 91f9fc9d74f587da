package dev.keyturn.cli.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProgramsTest {

  @Test
  void findsWhatIsOnThePath() throws IOException {
    assertThat(Programs.find("sh", "")).isAbsolute().isExecutable().hasFileName("sh");
  }

  @Test
  void saysWhatToInstall() {
    assertThatThrownBy(() -> Programs.find("keyturn-no-such-server", "Run: apt-get install it"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "keyturn-no-such-server is not installed on this machine. Run: apt-get install it");
  }
}
