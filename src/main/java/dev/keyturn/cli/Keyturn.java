package dev.keyturn.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code keyturn} command. */
@Command(
    name = "keyturn",
    description = "Rotates secrets of AWS Secrets Manager, and is one to try it on.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    subcommands = {
      DemoCommand.class,
      TestCommand.class,
      ServeCommand.class,
      RotateCommand.class,
      StatusCommand.class,
      DoctorCommand.class,
      UnstickCommand.class,
      RunFunctionCommand.class
    },
    footer = {"", "Example:", "  keyturn demo"})
public final class Keyturn implements Runnable {

  static final int DONE = 0;
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show stack traces; serve also tells every request and log line.")
  private boolean verbose;

  @Spec private CommandSpec spec;

  Keyturn() {}

  /**
   * Runs the command and ends the JVM with its exit code: 0 done, 1 failed, 2 wrong usage.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    Keyturn keyturn = new Keyturn();
    CommandLine line = new CommandLine(keyturn);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(keyturn::failed);
    line.setParameterExceptionHandler(Keyturn::wrongUsage);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(Terminal.colours()));
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** One line that says what failed; the stack trace only for whoever asks. */
  private int failed(Exception exception, CommandLine line, ParseResult result) {
    PrintWriter error = line.getErr();
    if (verbose) {
      exception.printStackTrace(error);
    }
    error.println("keyturn: " + Failure.message(exception));
    return exception instanceof UsageException ? WRONG_USAGE : FAILED;
  }

  boolean verbose() {
    return verbose;
  }

  private static int wrongUsage(ParameterException exception, String[] arguments) {
    CommandLine line = exception.getCommandLine();
    line.getErr()
        .printf(
            "keyturn: %s. Try '%s --help'.%n",
            message(exception), line.getCommandSpec().qualifiedName());
    return WRONG_USAGE;
  }

  /** Picocli's words as one sentence, which this program ends itself. */
  private static String message(ParameterException exception) {
    return String.valueOf(exception.getMessage())
        .replace("option option", "option")
        .replaceFirst("\\.$", "");
  }
}
