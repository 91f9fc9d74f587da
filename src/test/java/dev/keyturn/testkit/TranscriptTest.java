package dev.keyturn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.opentest4j.AssertionFailedError;

class TranscriptTest {

  @Test
  @DisabledIfSystemProperty(
      named = Transcript.REWRITE,
      matches = "true",
      disabledReason = "it would write the transcript whose absence it tests")
  void showsWhatIsNotAsItWas() {
    Transcript transcript = new Transcript("A title").replacing("54321", "5432");
    transcript.note("Port 54321.");

    assertThatThrownBy(() -> transcript.compareWith("no-such-scenario"))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining("-Dkeyturn.transcripts.rewrite=true")
        .hasMessageEndingWith("\n+ A title\n+ =======\n+ \n+ Port 5432.\n");
  }

  @Test
  void linesThatStayAreShownAround() {
    assertThat(LineDiff.of(List.of("a", "b", "c", "d"), List.of("a", "c", "x", "d", "e")))
        .isEqualTo("  a\n- b\n  c\n+ x\n  d\n+ e\n");
    assertThat(LineDiff.of(List.of("a"), List.of("a"))).isEqualTo("  a\n");
    assertThat(LineDiff.of(List.of("a", "b"), List.of("b"))).isEqualTo("- a\n  b\n");
  }
}
