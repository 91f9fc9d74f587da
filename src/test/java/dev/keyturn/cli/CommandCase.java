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
    return said.replace("<current>", StuckSecret.CURRENT)
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
