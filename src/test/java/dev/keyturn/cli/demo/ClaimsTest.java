package dev.keyturn.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class ClaimsTest {

  private final StringWriter out = new StringWriter();

  @Test
  void oneClaimThatDoesNotHoldIsEnough() {
    try (Timeline timeline = new Timeline(new PrintWriter(out), false, Ansi.OFF)) {
      Claims claims = new Claims(timeline);
      claims.check("the first holds", true);
      assertThat(claims.allHold()).isTrue();

      claims.check("the second does not", false);
      claims.check("the third holds", true);

      assertThat(claims.allHold()).isFalse();
      assertThat(out)
          .hasToString(
              """
                [ok]     the first holds
                [WRONG]  the second does not
                [ok]     the third holds
              """
                  .replace("\n", System.lineSeparator()));
    }
  }
}
