package dev.keyturn.cli.demo;

import dev.keyturn.cli.postgres.LocalPostgres;
import dev.keyturn.cli.servers.Ports;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.CredentialFormatException;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.credential.DatabaseDefaults;
import dev.keyturn.local.EmbeddedSecretsManager;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * PostgreSQL and Secrets Manager at fixed addresses, with the secret of a seed file, for a function
 * in a container: what {@code sam local} runs against. Listens on every address of this machine.
 */
public final class KeptStage implements AutoCloseable {

  /** The port of Secrets Manager, which the parameters name. */
  public static final int SERVICE_PORT = 4599;

  /** The port of PostgreSQL, which the seed file names. */
  public static final int POSTGRES_PORT = 5499;

  private static final String HOST = "host.docker.internal";
  private static final String SECRET = "app-db";
  private static final String FUNCTION = "PostgresRotator";
  private static final String START_LAMBDA = "http://127.0.0.1:3001";

  private static final Codec<DatabaseCredential> CODEC =
      DatabaseCredential.codec(new DatabaseDefaults(List.of("postgres"), 5432, "postgres"));

  private final LocalPostgres postgres;
  private final EmbeddedSecretsManager service;

  private KeptStage(LocalPostgres postgres, EmbeddedSecretsManager service) {
    this.postgres = postgres;
    this.service = service;
  }

  /**
   * Starts both, and gives the user of the seed file's secret its password.
   *
   * @param seed the secret {@code app-db}, and the version that a rotation is to fill
   * @param parameters the file to write: parameters of the template that lead a function here
   * @param servicePort where Secrets Manager listens
   * @param postgresPort where PostgreSQL listens
   * @return the running stage
   * @throws IOException if one of them does not start
   * @throws SQLException if the user cannot be made
   */
  public static KeptStage start(Path seed, Path parameters, int servicePort, int postgresPort)
      throws IOException, SQLException {
    if (!Files.isRegularFile(seed)) {
      throw new IOException(
          "there is no %s here. Run this in Keyturn's own folder".formatted(seed));
    }
    requireFree(servicePort, "Secrets Manager");
    requireFree(postgresPort, "PostgreSQL");
    LocalPostgres postgres =
        LocalPostgres.builder().port(postgresPort).reachableAs(HOST).logStatements().start();
    try {
      KeptStage stage = new KeptStage(postgres, serve(seed, servicePort));
      try {
        stage.furnish(parameters);
        return stage;
      } catch (IOException | SQLException | RuntimeException e) {
        stage.service.close();
        throw e;
      }
    } catch (IOException | SQLException | RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  private static void requireFree(int port, String server) throws IOException {
    try {
      Ports.requireFree(port);
    } catch (IOException e) {
      throw new IOException(
          "port %d is in use, where %s is to be found. Stop what listens there"
              .formatted(port, server),
          e);
    }
  }

  private static EmbeddedSecretsManager serve(Path seed, int port) throws IOException {
    return EmbeddedSecretsManager.builder()
        .host("0.0.0.0")
        .port(port)
        .seed(seed)
        .function(FUNCTION, FunctionTarget.parse(START_LAMBDA))
        .start();
  }

  private void furnish(Path parameters) throws IOException, SQLException {
    createUser(seeded());
    Files.createDirectories(parameters.toAbsolutePath().getParent());
    Files.writeString(
        parameters,
        """
        SecretsManagerEndpoint: http://%s:%d
        CaBundle: |
        %s"""
            .formatted(
                HOST, service.endpoint().getPort(), Files.readString(postgres.caFile()).indent(2)));
  }

  /** By statements that do not show the password to the log. */
  private void createUser(DatabaseCredential user) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET log_statement = none");
      statement.execute(
          "CREATE ROLE \"%s\" LOGIN PASSWORD '%s'"
              .formatted(
                  user.username().replace("\"", "\"\""),
                  user.password().reveal().replace("'", "''")));
    }
  }

  private DatabaseCredential seeded() {
    try (SecretsManagerClient client = Stage.client(endpoint())) {
      String text = client.getSecretValue(r -> r.secretId(SECRET)).secretString();
      return CODEC.decode(SecretText.of(text));
    } catch (CredentialFormatException e) {
      throw new IllegalStateException(
          "the seed file's secret is no credential: " + e.getMessage(), e);
    }
  }

  /**
   * Tells where Secrets Manager is to be found on this machine.
   *
   * @return its loopback address
   */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + service.endpoint().getPort());
  }

  /**
   * Tells what was started.
   *
   * @return lines for whoever started it
   */
  public List<String> introduction() {
    return List.of(
        "secret %s is user 'app' of PostgreSQL at localhost:%d".formatted(SECRET, postgres.port()),
        "both listen on every address of this machine, for functions in containers",
        "What to type next, in another terminal:",
        "  sam build",
        "  sam local invoke %s -e events/create-secret.json".formatted(FUNCTION),
        "  sam local invoke %s -e events/set-secret.json".formatted(FUNCTION),
        "  sam local invoke %s -e events/test-secret.json".formatted(FUNCTION),
        "  sam local invoke %s -e events/finish-secret.json".formatted(FUNCTION),
        "or, with `sam local start-lambda` in a third one:",
        "  ./keyturn rotate %s --endpoint %s --region us-east-1".formatted(SECRET, endpoint()));
  }

  @Override
  public void close() {
    service.close();
    postgres.close();
  }
}
