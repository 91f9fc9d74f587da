package dev.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SecretsManagerRotationEvent;
import com.amazonaws.services.lambda.runtime.tests.EventLoader;
import com.amazonaws.services.lambda.runtime.tests.annotations.Event;
import dev.keyturn.rotation.RotationRequest;
import dev.keyturn.rotation.Step;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The events to try a function by, loaded as AWS's library for tests does it. */
class EventFilesTest {

  private static final Path DIRECTORY = Path.of("events");

  @ParameterizedTest
  @CsvSource({
    "create-secret.json, CREATE_SECRET",
    "set-secret.json,    SET_SECRET",
    "test-secret.json,   TEST_SECRET",
    "finish-secret.json, FINISH_SECRET",
    "test-only.json,     TEST_SECRET",
  })
  void areReadAlikeByTheLibraryAndByTheHandler(String file, Step step) throws IOException {
    SecretsManagerRotationEvent event =
        EventLoader.loadEvent(
            DIRECTORY.resolve(file).toString(), SecretsManagerRotationEvent.class);
    RotationRequest loaded = RotationEvents.request(event);
    RotationRequest read = read(DIRECTORY.resolve(file));

    assertThat(loaded.step()).isEqualTo(step);
    assertThat(loaded)
        .isEqualTo(new RotationRequest(read.step(), read.secret(), read.version(), null));
    assertThat(read.secret().value())
        .startsWith("arn:aws:secretsmanager:us-east-1:123456789012:secret:");
  }

  @ParameterizedTest
  @Event(value = "events/create-secret.json", type = SecretsManagerRotationEvent.class)
  void canBeInjected(SecretsManagerRotationEvent event) {
    assertThat(RotationEvents.request(event).step()).isEqualTo(Step.CREATE_SECRET);
  }

  /** The four steps of one rotation, and a test of another secret or version. */
  @Test
  void theStepsBelongToOneRotation() throws IOException {
    RotationRequest create = read(DIRECTORY.resolve("create-secret.json"));
    for (String file : new String[] {"set-secret.json", "test-secret.json", "finish-secret.json"}) {
      RotationRequest request = read(DIRECTORY.resolve(file));
      assertThat(request.secret()).isEqualTo(create.secret());
      assertThat(request.version()).isEqualTo(create.version());
    }
    assertThat(read(DIRECTORY.resolve("test-only.json")).version()).isNotEqualTo(create.version());
  }

  @Test
  void noneIsForgottenHere() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "create-secret.json",
              "set-secret.json",
              "test-secret.json",
              "finish-secret.json",
              "test-only.json",
              "seed.json");
    }
  }

  private static RotationRequest read(Path file) throws IOException {
    try (InputStream input = Files.newInputStream(file)) {
      return EventReader.read(input);
    }
  }
}
