package dev.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.door.DoorSecret;
import dev.keyturn.door.IdleRotator;
import dev.keyturn.testkit.SecretsManagerExtension;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RotationEnvironmentTest {

  @RegisterExtension static final SecretsManagerExtension SERVICE = DoorSecret.service();

  @Test
  void aHandlerWorksInTheEnvironmentThatConstructsIt() {
    RotationEnvironment outer = environment("outer");
    RotationEnvironment inner = environment("inner");

    outer.construct(
        () -> {
          assertThat(RotationEnvironment.current()).isSameAs(outer);
          inner.construct(
              () -> {
                assertThat(RotationEnvironment.current()).isSameAs(inner);
                return new IdleRotator();
              });
          assertThat(RotationEnvironment.current()).isSameAs(outer);
          assertThat(new IdleRotator().settings().text("NAME")).contains("outer");
          return Boolean.TRUE;
        });
  }

  @Test
  void theEnvironmentEndsWithAConstructorThatFails() {
    RotationEnvironment outer = environment("outer");

    outer.construct(
        () -> {
          assertThatThrownBy(
                  () ->
                      environment("inner")
                          .construct(
                              () -> {
                                throw new IllegalStateException("cannot");
                              }))
              .hasMessage("cannot");
          assertThat(RotationEnvironment.current()).isSameAs(outer);
          return Boolean.TRUE;
        });
  }

  private static RotationEnvironment environment(String name) {
    return RotationEnvironment.of(SERVICE.store()).withVariables(Map.of("NAME", name));
  }
}
