package dev.keyturn.local.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sandbox's keys last exactly as long as the sandbox. */
class SandboxKeysTest {

  private final AtomicBoolean over = new AtomicBoolean();
  private final SandboxKeys keys =
      new SandboxKeys("AKID", SecretText.of("key"), SecretText.of("token"), () -> over.set(true));

  @Test
  void endWithTheSandbox() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    try (Sandbox sandbox = new Sandbox(new ProcessBuilder(java, "-version"), keys, line -> {})) {
      assertThat(sandbox).isNotNull();
      assertThat(over).isFalse();
    }
    assertThat(over).isTrue();
  }

  @Test
  void endWhenTheProcessCannotStart(@TempDir Path directory) {
    ProcessBuilder nothing = new ProcessBuilder(directory.resolve("nothing").toString());

    assertThatThrownBy(() -> new Sandbox(nothing, keys, line -> {}).close())
        .isInstanceOf(IOException.class);
    assertThat(over).isTrue();
  }
}
