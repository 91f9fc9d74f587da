package dev.keyturn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A secret, a command about it, and all that it says on standard output. The exit code follows from
 * that.
 */
public record CommandCase(
    String name, Consumer<StuckSecret> setting, String arguments, String said) {

  /** What the doctor adds whenever the function is one of a service on this machine. */
  private static final String MAY_INVOKE =
      "note    whether Secrets Manager may invoke <function> cannot be told without rotating. See"
          + " that the service was started with --function or --template for that name.";

  /** The doctor does not know the authority that signed the certificate of a service. */
  public static CommandCase whoseAuthorityIsNotKnown(
      String service, Consumer<StuckSecret> setting) {
    return new CommandCase(
        service + " whose authority is not known",
        setting,
        "doctor app",
        """
        fault   logging in with AWSCURRENT as user 'on_call' at host 'localhost': the server's certificate is not trusted: no authority of Java, of Amazon RDS or of CA_BUNDLE signed it. Set CA_BUNDLE to the certificate of the authority that signed it, as PEM text or the path of a file in the function.
        <may invoke>
        app is not well; logins made: 1.
        """);
  }

  /** Runs the command; {@code known} puts into arguments and text what only the test knows. */
  public void check(Path directory, UnaryOperator<String> known) {
    try (StuckSecret secret = new StuckSecret(directory)) {
      setting.accept(secret);
      secret.start();

      Cli.Result result = secret.run(known.apply(arguments).split(" ", -1));

      assertThat(result.out()).isEqualTo(known.apply(located(secret)));
      assertThat(result.code())
          .isEqualTo(said.matches("(?s).*(is not well|Nothing was changed).*") ? 1 : 0);
    }
  }

  private String located(StuckSecret secret) {
    return said.replace("<may invoke>", MAY_INVOKE)
        .replace("<current>", StuckSecret.CURRENT)
        .replace("<pending>", StuckSecret.PENDING)
        .replace("<function>", StuckSecret.FUNCTION)
        .replace("<since>", secret.since().toString());
  }

  /** A secret of a database, with more members or others. */
  public static Map<String, Object> secret(
      String engine, String host, int port, String password, Object... more) {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("engine", engine);
    value.put("host", host);
    value.put("port", port);
    value.put("username", "on_call");
    value.put("password", password);
    for (int i = 0; i < more.length; i += 2) {
      value.put((String) more[i], more[i + 1]);
    }
    return value;
  }

  @Override
  public String toString() {
    return name;
  }
}
