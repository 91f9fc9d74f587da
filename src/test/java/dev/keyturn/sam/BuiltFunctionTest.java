package dev.keyturn.sam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.cli.postgres.LocalPostgres;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.secret.SecretText;
import dev.keyturn.testkit.SecretsManagerExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The function that {@code sam build} has made, as it is uploaded, in the environment that the
 * template gives it when every question is answered by its default.
 */
@Tag("artifact")
class BuiltFunctionTest {

  private static final Path ARTIFACT = Path.of(".aws-sam/build/PostgresRotator");
  private static final String FUNCTION = "PostgresRotator";
  private static final List<String> STEPS =
      List.of("createSecret", "setSecret", "testSecret", "finishSecret");

  private static final Queue<String> LOG = new ConcurrentLinkedQueue<>();
  private static final BlockingQueue<ServiceEvent.StepEnded> ENDED = new LinkedBlockingQueue<>();

  @RegisterExtension
  static final SecretsManagerExtension SECRETS =
      new SecretsManagerExtension(
          builder ->
              builder
                  .function(
                      FUNCTION,
                      FunctionTarget.parse(
                          "process:%s!dev.keyturn.rotators.postgres.PostgresRotator::handleRequest"
                              .formatted(ARTIFACT)))
                  .functionVariable(FUNCTION, "ROTATION_STRATEGY", "")
                  .functionVariable(FUNCTION, "ADMIN_HOSTS", "")
                  .functionVariable(FUNCTION, "OBJECT_OWNER", "creator")
                  .functionVariable(FUNCTION, "PROMPT_PROMOTION", "false")
                  .functionVariable(FUNCTION, "PASSWORD_LENGTH", "32")
                  .functionVariable(FUNCTION, "EXCLUDE_CHARACTERS", "/@\"'\\")
                  .functionVariable(FUNCTION, "EXCLUDE_PUNCTUATION", "false")
                  .functionVariable(FUNCTION, "EMBEDDED_METRICS", "false")
                  .functionVariable(FUNCTION, "CA_BUNDLE", authorities())
                  .observer(BuiltFunctionTest::hear));

  private static LocalPostgres server;

  @BeforeAll
  static void createRole() throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE app LOGIN PASSWORD 'first'");
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void rotates() throws Exception {
    SECRETS
        .client()
        .createSecret(
            r ->
                r.name("app")
                    .secretString(
                        """
                        {"engine":"postgres","host":"%s","port":%d,"username":"app","password":"first"}"""
                            .formatted(server.host(), server.port())));
    SECRETS
        .client()
        .rotateSecret(
            r ->
                r.secretId("app")
                    .rotationLambdaARN(
                        "arn:aws:lambda:us-east-1:123456789012:function:" + FUNCTION));

    for (String step : STEPS) {
      ServiceEvent.StepEnded ended = ENDED.poll(30, TimeUnit.SECONDS);
      assertThat(ended).as("%s ends; the function's log is %s", step, LOG).isNotNull();
      assertThat(ended.step()).isEqualTo(step);
      assertThat(ended.error()).isNull();
    }
    for (String step : STEPS) {
      assertThat(LOG).anyMatch(line -> line.contains("\"step\":\"" + step + "\""));
    }
    assertThatThrownBy(() -> login("first")).hasMessageContaining("password authentication failed");
    login(password());
  }

  private static String password() {
    String text = SECRETS.client().getSecretValue(r -> r.secretId("app")).secretString();
    String member = "\"password\":\"";
    int start = text.indexOf(member) + member.length();
    return text.substring(start, text.indexOf('"', start));
  }

  private static void login(String password) throws SQLException {
    server.connect("postgres", "app", SecretText.of(password)).close();
  }

  private static void hear(ServiceEvent event) {
    if (event instanceof ServiceEvent.FunctionLog log) {
      LOG.add(log.line());
    } else if (event instanceof ServiceEvent.StepEnded ended) {
      ENDED.add(ended);
    }
  }

  /** Starts the server on the way, since the function needs the text of its authority. */
  private static String authorities() {
    assertThat(ARTIFACT).as("the artifact; run `sam build` first").isDirectory();
    try {
      server = LocalPostgres.start();
      return Files.readString(server.caFile());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
