package dev.keyturn.local.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Targets as a command line gives them. */
class FunctionTargetTest {

  @Test
  void readsEachKind() {
    assertThat(FunctionTarget.parse("class:a.B"))
        .isEqualTo(new FunctionTarget.InProcess(null, "a.B"));
    assertThat(FunctionTarget.parse("class:some dir!a.B"))
        .isEqualTo(new FunctionTarget.InProcess(Path.of("some dir"), "a.B"));
    assertThat(FunctionTarget.parse("process:/built/F!a.B::handleRequest"))
        .isEqualTo(new FunctionTarget.ChildProcess(Path.of("/built/F"), "a.B::handleRequest"));
    assertThat(FunctionTarget.parse("process:a.B"))
        .isEqualTo(new FunctionTarget.ChildProcess(null, "a.B"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.B", "class:", "class:/dir!", "process: ", "file:a.B", ":a.B"})
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> FunctionTarget.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("function target '" + text + "' is neither class:[DIR!]NAME");
  }
}
