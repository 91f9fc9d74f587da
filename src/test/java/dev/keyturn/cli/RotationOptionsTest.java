package dev.keyturn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The knobs of {@code serve} whose values AWS does not publish. */
class RotationOptionsTest {

  @Test
  void helpTellsEveryDefault() {
    CommandLine serve = Keyturn.commandLine().getSubcommands().get("serve");
    serve.setUsageHelpWidth(200);

    assertThat(serve.getUsageMessage(CommandLine.Help.Ansi.OFF).replaceAll("\\s+", " "))
        .contains(
            "--clock=system|virtual A virtual clock starts at the present time and stands still"
                + " until it is advanced: POST /_keyturn/clock {\"advance\":\"PT1H\"}.",
            "ended that fell due. Default: system",
            "--function-concurrency=NUMBER How many rotations a function does at once; others wait"
                + " for it. Default: 10",
            "--retry-attempts=NUMBER How often a rotation is run, within its window, before it has"
                + " failed. Default: 5",
            "--retry-backoff=SECONDS How long until the first retry; it doubles each time."
                + " Default: 2.0",
            "--retry-backoff-max=SECONDS How long until a retry at the most. Default: 3600.0",
            "--window-weight=NUMBER How much the minute of a scheduled rotation leans to the top of"
                + " the hour: with 1 not at all, with 2 half of the rotations start in the first 15"
                + " minutes. The hour is even. Default: 2.0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --retry-attempts       | 0    | keyturn: a rotation runs at least once, and not in the past
          --retry-backoff        | -1   | keyturn: a rotation runs at least once, and not in the past
          --retry-backoff-max    | -1   | keyturn: a rotation runs at least once, and not in the past
          --window-weight        | 0.5  | keyturn: minutes lean to the top of the hour by 1 or more
          --function-concurrency | 0    | keyturn: a function does at least one rotation at once
          --clock                | moon | keyturn: Invalid value for option '--clock': expected one of [SYSTEM, VIRTUAL] (case-insensitive) but was 'moon'. Try 'keyturn serve --help'.
          """)
  void refusesWhatCannotBe(String option, String value, String message) {
    StringWriter error = new StringWriter();

    int code =
        Keyturn.commandLine()
            .setErr(new PrintWriter(error, true))
            .execute("serve", "--port", "0", option, value);

    assertThat(code).isEqualTo(2);
    assertThat(error.toString().strip()).isEqualTo(message);
  }
}
