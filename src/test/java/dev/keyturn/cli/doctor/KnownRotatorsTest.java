package dev.keyturn.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.RotationEnvironment;
import dev.keyturn.RotationHandler;
import dev.keyturn.credential.CredentialFormatException;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.SecretValue;
import dev.keyturn.secret.VersionId;
import dev.keyturn.testkit.SecretsManagerExtension;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The secrets of every rotator find it. */
class KnownRotatorsTest {

  @RegisterExtension static final SecretsManagerExtension SERVICE = new SecretsManagerExtension();

  private static final Path ROTATORS = Path.of("src/main/java/dev/keyturn/rotators");

  static Stream<String> rotators() throws IOException {
    try (Stream<Path> files = Files.walk(ROTATORS)) {
      return files
          .filter(file -> file.toString().endsWith("Rotator.java"))
          .map(file -> Path.of("src/main/java").relativize(file).toString())
          .map(name -> name.replace(".java", "").replace('/', '.'))
          .filter(KnownRotatorsTest::complete)
          .toList()
          .stream();
    }
  }

  /** What several rotators share is none by itself. */
  private static boolean complete(String name) {
    try {
      return !Modifier.isAbstract(Class.forName(name).getModifiers());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<String> engines() {
    return KnownRotators.BY_ENGINE.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("rotators")
  void findTheRotatorWhoseExampleTheyAre(String rotator) {
    assertThat(found(handler(rotator).codec().example())).isEqualTo(rotator);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void everyEngineIsOneOfItsRotator(String engine) throws CredentialFormatException {
    String secret =
        "{\"engine\":\"%s\",\"host\":\"h\",\"username\":\"u\",\"password\":\"p\"}"
            .formatted(engine);

    assertThat(handler(found(secret)).codec().decode(SecretText.of(secret)).identity().user())
        .isEqualTo("u");
  }

  @Test
  void accessKeysAreKnownInBothSpellings() {
    for (String member : KnownRotators.BY_MEMBER.keySet()) {
      assertThat(found("{\"%s\":\"AKIA\"}".formatted(member)))
          .isEqualTo("dev.keyturn.rotators.iam.IamUserRotator");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text",
        "[]",
        "{",
        "{}",
        "{\"engine\":7}",
        "{\"engine\":\"oracle\"}",
        "1e999999999999"
      })
  void othersFindNone(String secret) {
    assertThat(KnownRotators.of(text(secret))).isEmpty();
    assertThat(KnownRotators.of(new SecretValue.Binary(version()))).isEmpty();
  }

  private static RotationHandler<?, ?> handler(String name) {
    return RotationEnvironment.of(SERVICE.store())
        .construct(new FunctionTarget.InProcess(null, name).constructor("the rotator"));
  }

  private static String found(String secret) {
    return KnownRotators.of(text(secret)).orElseThrow();
  }

  private static SecretValue text(String secret) {
    return new SecretValue.Text(version(), SecretText.of(secret));
  }

  private static VersionId version() {
    return new VersionId("00000000-0000-4000-8000-000000000001");
  }
}
