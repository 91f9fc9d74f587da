package dev.keyturn.cli.demo;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.credential.CredentialFormatException;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.credential.PasswordGenerator;
import dev.keyturn.credential.PasswordLimits;
import dev.keyturn.credential.PasswordPolicy;
import dev.keyturn.local.EmbeddedSecretsManager;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.secret.SecretText;
import dev.keyturn.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * What the demo plays on: a protected service, Secrets Manager, and a secret for a user of an app.
 */
final class Stage implements AutoCloseable {

  static final String FUNCTION = "DemoRotator";
  static final String FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:" + FUNCTION;
  static final String SECRET = "demo/app";

  private static final String ADMIN_SECRET = "demo/admin";
  private final DemoService engine;
  private final EmbeddedSecretsManager service;
  private final SecretsManagerClient client;
  private final RotationFeed feed;
  private final PasswordGenerator passwords = new PasswordGenerator(new SecureRandom());

  private Stage(DemoService engine, EmbeddedSecretsManager service, RotationFeed feed) {
    this.engine = engine;
    this.service = service;
    this.feed = feed;
    this.client = client(service.endpoint());
  }

  /** Anybody's: the service lets any key in. */
  static SecretsManagerClient client(URI endpoint) {
    return SecretsManagerClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("demo", "demo")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  static Stage build(DemoEngine kind, DemoStrategy strategy) throws IOException, SQLException {
    DemoService engine = kind.start();
    RotationFeed feed = new RotationFeed();
    EmbeddedSecretsManager service;
    try {
      service =
          EmbeddedSecretsManager.builder()
              .function(
                  FUNCTION,
                  FunctionTarget.parse("process:%s::handleRequest".formatted(engine.rotator())))
              .functionVariable(FUNCTION, "CA_BUNDLE", engine.caFile().toString())
              .functionVariable(FUNCTION, "ROTATION_STRATEGY", strategy.toString())
              .observer(feed)
              .start();
    } catch (IOException | RuntimeException e) {
      engine.close();
      throw e;
    }
    Stage stage = new Stage(engine, service, feed);
    try {
      stage.furnish(strategy);
    } catch (SQLException | IOException | RuntimeException e) {
      stage.close();
      throw e;
    }
    return stage;
  }

  /** The users, then their secrets. */
  private void furnish(DemoStrategy strategy) throws SQLException, IOException {
    PasswordPolicy policy = PasswordPolicy.from(Settings.of(Map.of()), PasswordLimits.NONE);
    SecretText user = passwords.generate(policy);
    SecretText admin = passwords.generate(policy);
    engine.furnish(user, admin);
    Map<String, Object> members = engine.secret(DemoService.USER, user);
    if (strategy.needsAdmin()) {
      String text = JSON.std.asString(engine.secret(DemoService.ADMIN, admin));
      members.put(
          "masterarn", client.createSecret(r -> r.name(ADMIN_SECRET).secretString(text)).arn());
    }
    String text = JSON.std.asString(members);
    client.createSecret(r -> r.name(SECRET).secretString(text));
  }

  DemoService engine() {
    return engine;
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

  private DatabaseCredential decoded(String text) {
    try {
      return engine.codec().decode(SecretText.of(text));
    } catch (CredentialFormatException e) {
      throw new IllegalStateException("the demo's secret is no credential: " + e.getMessage(), e);
    }
  }

  /** Logs in and reads what the app reads. */
  void login(DatabaseCredential credential) throws SQLException {
    engine.login(credential);
  }

  /** Whether the service accepts a credential; anything but a wrong password is a failure. */
  boolean accepts(DatabaseCredential credential) throws SQLException {
    try {
      login(credential);
      return true;
    } catch (SQLException e) {
      if (engine.isRejection(e)) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    client.close();
    service.close();
    engine.close();
  }
}
