package dev.keyturn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotation.ProtectedService;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForwardingRotatorTest {

  /** A default of the interface would answer in the rotator's place. */
  @Test
  void forwardsWhateverARotatorMaySay() {
    List<String> forwarded =
        Arrays.stream(ForwardingRotator.class.getDeclaredMethods())
            .filter(method -> !method.isSynthetic() && !method.isBridge())
            .map(Method::getName)
            .toList();

    assertThat(forwarded)
        .containsExactlyInAnyOrder(
            Arrays.stream(ProtectedService.class.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .map(Method::getName)
                .toArray(String[]::new));
  }
}
