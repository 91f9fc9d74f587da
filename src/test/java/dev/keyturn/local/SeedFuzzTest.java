package dev.keyturn.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyturn.local.secrets.InMemoryRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Pattern;

/** Any file makes secrets, or is refused by its place without a value of it being quoted. */
class SeedFuzzTest {

  private static final String CANARY = "canary-7f3a";
  private static final Pattern NAME = Pattern.compile(CANARY + "\"\\s*:");

  @FuzzTest(maxDuration = "60s")
  void plants(byte[] input) throws IOException {
    Path file = Files.createTempFile("keyturn", ".json");
    try {
      Files.write(file, input);
      Seed.read(file).plant(new InMemoryRepository(), Instant.parse("2026-11-24T10:00:00Z"));
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith("seed file " + file);
      // The name of a member is told, by which a typing error is found.
      if (!NAME.matcher(new String(input, StandardCharsets.UTF_8)).find()) {
        assertThat(e.getMessage()).doesNotContain(CANARY);
      }
    } finally {
      Files.delete(file);
    }
  }
}
