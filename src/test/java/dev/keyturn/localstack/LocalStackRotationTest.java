package dev.keyturn.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.cli.postgres.LocalPostgres;
import dev.keyturn.cli.servers.Ports;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;

/** The function that {@code sam build} has made, deployed to LocalStack, on a real PostgreSQL. */
@Tag("localstack")
class LocalStackRotationTest {

  private static final Path ARTIFACT = Path.of(".aws-sam/build/PostgresRotator");
  private static final String HANDLER =
      "dev.keyturn.rotators.postgres.PostgresRotator::handleRequest";

  @RegisterExtension static final LocalStackExtension LOCALSTACK = new LocalStackExtension();

  private static LocalPostgres server;
  private static DeployedFunction function;

  @BeforeAll
  static void deploy() throws IOException {
    assertThat(ARTIFACT).as("the artifact; run `sam build` first").isDirectory();
    server = LocalPostgres.builder().reachableAs(LocalStack.HOST).start();
    function =
        DeployedFunction.of(LOCALSTACK.localStack().lambda(), ARTIFACT, HANDLER, trusting(server));
  }

  @AfterAll
  static void remove() {
    if (function != null) {
      function.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void rotates() throws Exception {
    createRole(server, "app", "first");
    String secret = secret(server.port(), "app", "first");
    String before = holder(secret, "AWSCURRENT");

    String token = rotate(secret);

    assertThat(labels(secret).get(token)).contains("AWSCURRENT");
    assertThat(labels(secret).get(before)).containsExactly("AWSPREVIOUS");
    login(server, "app", password(secret, "AWSCURRENT"));
    assertThatThrownBy(() -> login(server, "app", "first"))
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void rotatesAgainAndAgain() throws Exception {
    createRole(server, "often", "first");
    String secret = secret(server.port(), "often", "first");

    for (int rotation = 0; rotation < 3; rotation++) {
      String token = rotate(secret);
      assertThat(holder(secret, "AWSCURRENT")).isEqualTo(token);
      login(server, "often", password(secret, "AWSCURRENT"));
    }
  }

  @Test
  void aStepThatThrowsLeavesTheValueThatTheNextRotationSets() throws Exception {
    createRole(server, "changed", "by hand");
    String secret = secret(server.port(), "changed", "first");
    String before = holder(secret, "AWSCURRENT");

    String token = rotate(secret);

    // LocalStack keeps the failure to itself; what it leaves is what AWS would.
    assertThat(labels(secret))
        .isEqualTo(Map.of(before, List.of("AWSCURRENT"), token, List.of("AWSPENDING")));
    String pending = password(secret, "AWSPENDING");
    assertThat(function.failure("setSecret", secret, token))
        .isEqualTo(
            """
            Unhandled: setSecret of %s: the service accepts none of the stored credentials: it rejected \
            AWSCURRENT (28P01: password authentication failed for user "changed"), \
            AWSPENDING (28P01: password authentication failed for user "changed") and AWSPREVIOUS (does not \
            exist). Store a credential that logs in as AWSCURRENT with PutSecretValue, which also abandons \
            this rotation, then start a new one."""
                .formatted(secret));
    login(server, "changed", "by hand");

    alterRole(server, "changed", "first");
    assertThat(rotate(secret)).isEqualTo(token);

    assertThat(holder(secret, "AWSCURRENT")).isEqualTo(token);
    assertThat(password(secret, "AWSCURRENT")).isEqualTo(pending);
    login(server, "changed", pending);
  }

  @Test
  void aRotationThatFailsTwiceIsRefusedAndStillWaits() throws Exception {
    createRole(server, "lost", "by hand");
    String secret = secret(server.port(), "lost", "first");
    String token = rotate(secret);

    assertThatThrownBy(() -> rotate(secret))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith("Previous rotation request is still in progress.");

    assertThat(labels(secret).get(token)).containsExactly("AWSPENDING");
    login(server, "lost", "by hand");
  }

  @Test
  void aDatabaseThatIsDownIsRotatedOnceItIsUp() throws Exception {
    int port = Ports.free();
    String secret = secret(port, "app", "first");
    String before = holder(secret, "AWSCURRENT");

    String token = rotate(secret);

    assertThat(labels(secret))
        .isEqualTo(Map.of(before, List.of("AWSCURRENT"), token, List.of("AWSPENDING")));
    assertThat(function.failure("setSecret", secret, token))
        .isEqualTo(
            """
            Unhandled: setSecret of %s: logging in with AWSCURRENT as user 'app' at host '%s': '%s', port %d \
            takes no connections: Connection refused. Start the service, correct members 'host' and 'port', \
            or let the function's security group in."""
                .formatted(secret, LocalStack.HOST, LocalStack.HOST, port));

    try (LocalPostgres late =
        LocalPostgres.builder().reachableAs(LocalStack.HOST).port(port).start()) {
      createRole(late, "app", "first");
      function.configure(trusting(late));
      assertThat(rotate(secret)).isEqualTo(token);
      login(late, "app", password(secret, "AWSCURRENT"));
    } finally {
      function.configure(trusting(server));
    }
  }

  private static Map<String, String> trusting(LocalPostgres database) throws IOException {
    return Map.of("CA_BUNDLE", Files.readString(database.caFile()));
  }

  private static String secret(int port, String user, String password) {
    String name = user + "-" + UUID.randomUUID();
    String value =
        """
        {"engine":"postgres","host":"%s","port":%d,"username":"%s","password":"%s"}"""
            .formatted(LocalStack.HOST, port, user, password);
    client().createSecret(r -> r.name(name).secretString(value));
    return name;
  }

  /** Over when it answers, since LocalStack runs the steps meanwhile. */
  private static String rotate(String secret) {
    return client()
        .rotateSecret(
            r ->
                r.secretId(secret)
                    .rotationLambdaARN(function.arn())
                    .rotationRules(rules -> rules.automaticallyAfterDays(30L)))
        .versionId();
  }

  private static Map<String, List<String>> labels(String secret) {
    return client().describeSecret(r -> r.secretId(secret)).versionIdsToStages();
  }

  private static String holder(String secret, String label) {
    return labels(secret).entrySet().stream()
        .filter(entry -> entry.getValue().contains(label))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private static String password(String secret, String label) {
    String text =
        client().getSecretValue(r -> r.secretId(secret).versionStage(label)).secretString();
    String member = "\"password\":\"";
    int start = text.indexOf(member) + member.length();
    return text.substring(start, text.indexOf('"', start));
  }

  private static SecretsManagerClient client() {
    return LOCALSTACK.localStack().secrets();
  }

  private static void createRole(LocalPostgres database, String user, String password)
      throws SQLException {
    execute(database, "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(user, password));
  }

  private static void alterRole(LocalPostgres database, String user, String password)
      throws SQLException {
    execute(database, "ALTER ROLE %s PASSWORD '%s'".formatted(user, password));
  }

  private static void execute(LocalPostgres database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void login(LocalPostgres database, String user, String password)
      throws SQLException {
    database.connect("postgres", user, SecretText.of(password)).close();
  }
}
