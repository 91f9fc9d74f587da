package dev.keyturn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the command says of itself, and to whoever uses it wrongly. */
class HelpTest {

  private static final Pattern MENTION = Pattern.compile("keyturn ([a-z][a-z-]*)");

  static Set<String> commands() {
    return Keyturn.commandLine().getSubcommands().keySet();
  }

  static Stream<String> helped() {
    return Stream.concat(Stream.of(""), commands().stream());
  }

  @ParameterizedTest
  @MethodSource("helped")
  void everyCommandHelpsWithAnExampleAndNamesOnlyCommandsThatExist(String command) {
    Cli.Result help = command.isEmpty() ? Cli.run("--help") : Cli.run(command, "--help");

    assertThat(help.code()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out())
        .startsWith("Usage: keyturn")
        .contains("Example:")
        .doesNotContain("\u001b");
    assertThat(help.out().substring(help.out().indexOf("Example:")))
        .contains("  keyturn " + command);
    Matcher mention = MENTION.matcher(help.out());
    while (mention.find()) {
      assertThat(commands()).contains(mention.group(1));
    }
  }

  /** The list of commands has the first line of each one's description alone. */
  @Test
  void theListOfCommandsHasWholeSentences() {
    assertThat(Keyturn.commandLine().getSubcommands().values())
        .allSatisfy(
            command ->
                assertThat(command.getCommandSpec().usageMessage().description()[0]).endsWith("."));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noDefaultIsNothing(String command) {
    assertThat(Cli.run(command, "--help").out())
        .doesNotContain("Default: {}", "Default: []", "Default: null");
  }

  @Test
  void thereAreTheCommandsThatAreDescribed() {
    assertThat(commands())
        .contains("demo", "test", "serve", "rotate", "status", "doctor", "unstick");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandTellsTheVersion(String command) {
    Cli.Result version = Cli.run(command, "--version");

    assertThat(version.code()).isZero();
    assertThat(version.out().strip()).matches("keyturn \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    assertThat(Cli.run("--version")).isEqualTo(version);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | keyturn: a command is missing. Try 'keyturn --help'.",
        "rotat | keyturn: Unmatched argument at index 0: 'rotat'. Try 'keyturn --help'.",
        "rotate | keyturn: Missing required parameter: 'SECRET'. Try 'keyturn rotate --help'.",
        "rotate a b | keyturn: Unmatched argument at index 2: 'b'. Try 'keyturn rotate --help'.",
        "status --colour | keyturn: Unknown option: '--colour'. Try 'keyturn status --help'.",
        "status --endpoint | keyturn: Missing required parameter for option '--endpoint' (URL). Try"
            + " 'keyturn status --help'.",
        "status --endpoint foo | keyturn: --endpoint is 'foo', which is no address; it looks like"
            + " http://127.0.0.1:4599",
        "status --endpoint ftp://example.com | keyturn: --endpoint is 'ftp://example.com', which is no"
            + " address; it looks like http://127.0.0.1:4599",
        "serve --port many | keyturn: Invalid value for option '--port': 'many' is not an int. Try"
            + " 'keyturn serve --help'.",
        "serve --port 65536 | keyturn: --port 65536 is not a port from 0 to 65535",
        "serve --function F | keyturn: Value for option '--function' (NAME=TARGET) should be in KEY=VALUE"
            + " format but was F. Try 'keyturn serve --help'.",
        "demo --engine redis --strategy alternating | keyturn: --strategy alternating is nothing for"
            + " redis: choose admin or single.",
        "demo --engine iam --strategy admin | keyturn: --strategy admin is nothing for iam: choose"
            + " single.",
        "test clean | keyturn: 'test' is run by the launcher; call ./keyturn test clean",
      })
  void wrongUsageIsOneLineAndExitCode2(String arguments, String line) {
    Cli.Result result = Cli.run(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err().strip()).isEqualTo(line);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void aStackTraceIsForWhoeverAsks() {
    String[] arguments = {"status", "--endpoint", "http://127.0.0.1:1", "--region", "eu-west-1"};
    Cli.Result quiet = Cli.run(arguments);
    assertThat(quiet.code()).isEqualTo(1);
    assertThat(quiet.err().lines()).hasSize(1);
    assertThat(quiet.err())
        .startsWith("keyturn: Secrets Manager cannot be called: ")
        .endsWith("Check --endpoint, region and credentials.\n");

    Cli.Result loud =
        Cli.run(Stream.concat(Stream.of(arguments), Stream.of("--verbose")).toArray(String[]::new));
    assertThat(loud.code()).isEqualTo(1);
    assertThat(loud.err()).contains("SdkClientException", "\tat ").endsWith(quiet.err());
  }
}
