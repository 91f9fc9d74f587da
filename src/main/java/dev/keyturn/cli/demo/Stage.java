package dev.keyturn.cli.demo;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.EmbeddedSecretsManager;
import dev.keyturn.local.EmbeddedSecretsManagerBuilder;
import dev.keyturn.local.functions.FunctionTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

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

  static Stage build(DemoEngine kind, DemoStrategy strategy) throws IOException {
    return build(kind, strategy, Map.of());
  }

  /** With more variables for the function. */
  static Stage build(DemoEngine kind, DemoStrategy strategy, Map<String, String> more)
      throws IOException {
    DemoService engine = kind.start(strategy);
    RotationFeed feed = new RotationFeed();
    EmbeddedSecretsManager service;
    try {
      EmbeddedSecretsManagerBuilder builder =
          EmbeddedSecretsManager.builder()
              .function(
                  FUNCTION,
                  FunctionTarget.parse("process:%s::handleRequest".formatted(kind.rotator())))
              .observer(feed);
      variables(kind, strategy, engine)
          .forEach((name, value) -> builder.functionVariable(FUNCTION, name, value));
      more.forEach((name, value) -> builder.functionVariable(FUNCTION, name, value));
      service = builder.start();
    } catch (IOException | RuntimeException e) {
      engine.close();
      throw e;
    }
    Stage stage = new Stage(engine, service, feed);
    try {
      stage.furnish(strategy);
    } catch (IOException | RuntimeException e) {
      stage.close();
      throw e;
    }
    return stage;
  }

  /** A rotator that knows one strategy only is told none. */
  private static Map<String, String> variables(
      DemoEngine kind, DemoStrategy strategy, DemoService engine) {
    Map<String, String> variables = new HashMap<>(engine.variables());
    if (kind.strategies().size() > 1) {
      variables.put("ROTATION_STRATEGY", strategy.toString());
    }
    return variables;
  }

  private void furnish(DemoStrategy strategy) throws IOException {
    Map<String, Object> members = engine.secret();
    if (strategy.needsAdmin()) {
      String text = JSON.std.asString(engine.adminSecret());
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
  DemoCredential current() {
    return read(client.getSecretValue(r -> r.secretId(SECRET)).secretString());
  }

  Map<String, List<String>> labels() {
    return client.describeSecret(r -> r.secretId(SECRET)).versionIdsToStages();
  }

  boolean labelled(String version, String label) {
    return labels().getOrDefault(version, List.of()).contains(label);
  }

  /** What a version holds, if it has a value yet. */
  Optional<DemoCredential> version(String id) {
    try {
      return Optional.of(
          read(client.getSecretValue(r -> r.secretId(SECRET).versionId(id)).secretString()));
    } catch (ResourceNotFoundException e) {
      return Optional.empty();
    }
  }

  private DemoCredential read(String text) {
    try {
      return engine.credential(JSON.std.mapFrom(text));
    } catch (IOException e) {
      throw new UncheckedIOException("the demo's secret is no JSON", e);
    }
  }

  /** Logs in and reads what the app reads. */
  boolean accepts(DemoCredential credential) throws IOException {
    return engine.accepts(credential);
  }

  @Override
  public void close() {
    client.close();
    service.close();
    engine.close();
  }
}
