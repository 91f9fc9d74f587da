package dev.keyturn.cli.demo;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.cli.postgres.LocalPostgres;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.CredentialFormatException;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.credential.DatabaseDefaults;
import dev.keyturn.credential.PasswordGenerator;
import dev.keyturn.credential.PasswordLimits;
import dev.keyturn.credential.PasswordPolicy;
import dev.keyturn.local.EmbeddedSecretsManager;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.secret.SecretText;
import dev.keyturn.settings.Settings;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** What the demo plays on: PostgreSQL, Secrets Manager, and a secret for a role of an app. */
final class Stage implements AutoCloseable {

  static final String FUNCTION = "DemoRotator";
  static final String FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:" + FUNCTION;
  static final String SECRET = "demo/app";

  private static final String ADMIN_SECRET = "demo/admin";
  private static final String USER = "app";
  private static final String ADMIN = "rotation_admin";
  private static final Codec<DatabaseCredential> CODEC =
      DatabaseCredential.codec(new DatabaseDefaults(List.of("postgres"), 5432, "postgres"));

  private final LocalPostgres postgres;
  private final EmbeddedSecretsManager service;
  private final SecretsManagerClient client;
  private final RotationFeed feed;
  private final PasswordGenerator passwords = new PasswordGenerator(new SecureRandom());

  private Stage(LocalPostgres postgres, EmbeddedSecretsManager service, RotationFeed feed) {
    this.postgres = postgres;
    this.service = service;
    this.feed = feed;
    this.client =
        SecretsManagerClient.builder()
            .endpointOverride(service.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("demo", "demo")))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
  }

  static Stage build(DemoStrategy strategy) throws IOException, SQLException {
    LocalPostgres postgres = LocalPostgres.builder().logStatements().start();
    RotationFeed feed = new RotationFeed();
    EmbeddedSecretsManager service;
    try {
      service =
          EmbeddedSecretsManager.builder()
              .function(
                  FUNCTION,
                  FunctionTarget.parse(
                      "process:dev.keyturn.rotators.postgres.PostgresRotator::handleRequest"))
              .functionVariable(FUNCTION, "CA_BUNDLE", postgres.caFile().toString())
              .functionVariable(FUNCTION, "ROTATION_STRATEGY", strategy.toString())
              .observer(feed)
              .start();
    } catch (IOException | RuntimeException e) {
      postgres.close();
      throw e;
    }
    Stage stage = new Stage(postgres, service, feed);
    try {
      stage.furnish(strategy);
    } catch (SQLException | IOException | RuntimeException e) {
      stage.close();
      throw e;
    }
    return stage;
  }

  /** The roles, by statements that the server's log does not keep; then their secrets. */
  private void furnish(DemoStrategy strategy) throws SQLException, IOException {
    PasswordPolicy policy = PasswordPolicy.from(Settings.of(Map.of()), PasswordLimits.NONE);
    SecretText user = passwords.generate(policy);
    SecretText admin = passwords.generate(policy);
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET log_statement = none");
      statement.execute("CREATE ROLE app LOGIN PASSWORD '" + user.reveal() + "'");
      statement.execute(
          "CREATE ROLE rotation_admin LOGIN CREATEROLE PASSWORD '" + admin.reveal() + "'");
      statement.execute("GRANT app TO rotation_admin WITH ADMIN OPTION");
      statement.execute("CREATE TABLE orders (id int); GRANT SELECT ON orders TO app");
    }
    Map<String, Object> members = credential(USER, user);
    if (strategy.needsAdmin()) {
      String text = JSON.std.asString(credential(ADMIN, admin));
      members.put(
          "masterarn", client.createSecret(r -> r.name(ADMIN_SECRET).secretString(text)).arn());
    }
    String text = JSON.std.asString(members);
    client.createSecret(r -> r.name(SECRET).secretString(text));
  }

  private Map<String, Object> credential(String user, SecretText password) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("engine", "postgres");
    members.put("host", postgres.host());
    members.put("port", postgres.port());
    members.put("username", user);
    members.put("password", password.reveal());
    members.put("dbname", "postgres");
    return members;
  }

  LocalPostgres postgres() {
    return postgres;
  }

  EmbeddedSecretsManager service() {
    return service;
  }

  SecretsManagerClient client() {
    return client;
  }

  RotationFeed feed() {
    return feed;
  }

  /** What clients read now. */
  DatabaseCredential current() {
    return decoded(client.getSecretValue(r -> r.secretId(SECRET)).secretString());
  }

  Map<String, List<String>> labels() {
    return client.describeSecret(r -> r.secretId(SECRET)).versionIdsToStages();
  }

  boolean labelled(String version, String label) {
    return labels().getOrDefault(version, List.of()).contains(label);
  }

  DatabaseCredential version(String id) {
    return decoded(client.getSecretValue(r -> r.secretId(SECRET).versionId(id)).secretString());
  }

  private static DatabaseCredential decoded(String text) {
    try {
      return CODEC.decode(SecretText.of(text));
    } catch (CredentialFormatException e) {
      throw new IllegalStateException("the demo's secret is no credential: " + e.getMessage(), e);
    }
  }

  /** Logs in and reads what the app reads. */
  void login(DatabaseCredential credential) throws SQLException {
    try (Connection connection =
            postgres.connect(credential.database(), credential.username(), credential.password());
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT count(*) FROM orders");
    }
  }

  /** Whether the service accepts a credential; anything but a wrong password is a failure. */
  boolean accepts(DatabaseCredential credential) throws SQLException {
    try {
      login(credential);
      return true;
    } catch (SQLException e) {
      if ("28P01".equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    client.close();
    service.close();
    postgres.close();
  }
}
