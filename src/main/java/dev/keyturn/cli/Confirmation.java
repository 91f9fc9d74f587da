package dev.keyturn.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Nothing changes in a real account because of a variable that is not set. */
final class Confirmation {

  @Option(names = "--yes", description = "Do it at AWS itself without being asked.")
  private boolean yes;

  /**
   * Asks the user, unless the command line has said it already.
   *
   * @param action what would be done, for instance {@code rotate}
   * @param doing the same, for instance {@code Rotating}
   * @param secret what the user calls it
   * @param arn its ARN
   */
  boolean given(String action, String doing, String secret, String arn, PrintWriter error)
      throws IOException {
    String[] parts = arn.split(":", -1);
    String place = "AWS, account %s, region %s".formatted(parts[4], parts[3]);
    if (yes) {
      error.printf("%s %s at %s%n", doing, secret, place);
      return true;
    }
    if (!Terminal.input()) {
      throw new UsageException(
          "this would %s %s at %s; say so with --yes, or name another service with --endpoint"
              .formatted(action, secret, place));
    }
    String question = action.substring(0, 1).toUpperCase(Locale.ROOT) + action.substring(1);
    error.printf("%s %s at %s? [y/N] ", question, secret, place);
    error.flush();
    String answer =
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
    return answer != null && answer.strip().equalsIgnoreCase("y");
  }
}
