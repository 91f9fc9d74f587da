package dev.keyturn.local.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.local.secrets.Payload;
import dev.keyturn.local.secrets.Replication;
import dev.keyturn.local.secrets.RotationState;
import dev.keyturn.local.secrets.Secret;
import dev.keyturn.local.secrets.Version;
import dev.keyturn.local.secrets.Versions;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written of a secret is all of it. */
class SecretJsonTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void everyMemberComesBack(int variant) throws IOException {
    Secret secret = AnySecret.full(variant);

    Secret read = SecretJson.read(secret.key(), SecretJson.write(secret));

    assertThat(read).usingRecursiveComparison().isEqualTo(secret);
    assertThat(read.versions().all()).containsExactlyElementsOf(secret.versions().all());
    assertThat(read.tags().keySet()).containsExactlyElementsOf(secret.tags().keySet());
  }

  /** The two variants above are all that there are. */
  @Test
  void noMemberHasMoreThanTwoKinds() {
    assertThat(Stream.of(Replication.class, Payload.class))
        .allSatisfy(kind -> assertThat(kind.getPermittedSubclasses()).hasSize(2));
  }

  static Stream<RecordComponent> optionalMembers() {
    return Stream.of(Secret.class.getRecordComponents()).filter(SecretJsonTest::optional);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("optionalMembers")
  void aMemberThatIsAbsentStaysAbsent(RecordComponent absent) throws Exception {
    Secret secret = without(AnySecret.full(0), absent);

    Secret read = SecretJson.read(secret.key(), SecretJson.write(secret));

    assertThat(absent.getAccessor().invoke(read)).isNull();
    assertThat(read).usingRecursiveComparison().isEqualTo(secret);
  }

  @Test
  void aRotationOfWhichNothingIsKnownComesBack() throws IOException {
    Secret secret =
        AnySecret.bare("s")
            .with(RotationState.NONE.begun(new RotationState.UnderWay("v", null, false)), NOW)
            .with(Versions.NONE.with(new Version("v", NOW, null, null)), NOW);

    Secret read = SecretJson.read(secret.key(), SecretJson.write(secret));

    assertThat(read).usingRecursiveComparison().isEqualTo(secret);
    assertThat(read.rotation().enabled()).isFalse();
    assertThat(read.rotation().underWay().test()).isFalse();
  }

  private static final java.time.Instant NOW = java.time.Instant.parse("2026-11-24T10:15:30Z");

  private static boolean optional(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static Secret without(Secret secret, RecordComponent absent) throws Exception {
    List<RecordComponent> all = List.of(Secret.class.getRecordComponents());
    Object[] arguments = new Object[all.size()];
    for (RecordComponent component : all) {
      arguments[all.indexOf(component)] =
          component.equals(absent) || component.getName().equals(absent.getName())
              ? null
              : component.getAccessor().invoke(secret);
    }
    Constructor<Secret> constructor =
        Secret.class.getDeclaredConstructor(
            all.stream().map(RecordComponent::getType).toArray(Class<?>[]::new));
    return constructor.newInstance(arguments);
  }
}
