package dev.keyturn.door;

import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.local.rotation.RetryPolicy;
import dev.keyturn.rotation.RotationRequest;
import dev.keyturn.rotation.Step;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.VersionId;
import dev.keyturn.testkit.SecretsManagerExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * A secret in an embedded Secrets Manager, brought by its own operations to where a test starts.
 */
public final class DoorSecret {

  public static final String HOST = "house";

  private static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:Idle";

  private final SecretsManagerClient client;
  private final String name;
  private final SecretId id;
  private final VersionId token = new VersionId(UUID.randomUUID().toString());

  private DoorSecret(SecretsManagerClient client, String name, String arn) {
    this.client = client;
    this.name = name;
    this.id = new SecretId(arn);
  }

  /** A service whose rotation function leaves rotations to the test. */
  public static SecretsManagerExtension service() {
    return new SecretsManagerExtension(
        builder ->
            builder
                .function("Idle", FunctionTarget.parse("class:" + IdleRotator.class.getName()))
                .retries(new RetryPolicy(1, Duration.ZERO)));
  }

  /** Creates a secret whose values are given from the oldest to the current one. */
  public static DoorSecret of(SecretsManagerClient client, String... values) {
    String name = "door-" + UUID.randomUUID();
    DoorSecret secret = new DoorSecret(client, name, client.createSecret(r -> r.name(name)).arn());
    for (String value : values) {
      secret.store(value);
    }
    return secret;
  }

  /** A secret that exists already, by its ARN. */
  public static DoorSecret existing(SecretsManagerClient client, SecretId id) {
    return new DoorSecret(client, id.value(), id.value());
  }

  /** The JSON of a user's credential. */
  public static String json(String user, String password) {
    return json(user, password, "");
  }

  /** The same with more members: {@code ,"name":value}. */
  public static String json(String user, String password, String more) {
    return "{\"engine\":\"door\",\"host\":\"%s\",\"username\":\"%s\",\"password\":\"%s\"%s}"
        .formatted(HOST, user, password, more);
  }

  /** Stores a value by hand: it becomes current. */
  public DoorSecret store(String value) {
    client.putSecretValue(r -> r.secretId(name).secretString(value));
    return this;
  }

  public DoorSecret storeBinary() {
    client.putSecretValue(r -> r.secretId(name).secretBinary(SdkBytes.fromUtf8String("bytes")));
    return this;
  }

  /** Switches rotation on and labels an empty version AWSPENDING, as RotateSecret does. */
  public DoorSecret rotating() {
    client.rotateSecret(
        r -> r.secretId(name).rotationLambdaARN(FUNCTION).clientRequestToken(token.value()));
    return this;
  }

  /** The same, with a value in that version. */
  public DoorSecret rotatingTo(String pending) {
    rotating();
    client.putSecretValue(
        r ->
            r.secretId(name)
                .clientRequestToken(token.value())
                .secretString(pending)
                .versionStages("AWSPENDING"));
    return this;
  }

  /** Starts the next rotation of the same secret. */
  public DoorSecret again() {
    return new DoorSecret(client, name, id.value()).rotating();
  }

  public DoorSecret cancelled() {
    client.cancelRotateSecret(r -> r.secretId(name));
    return this;
  }

  public DoorSecret move(String label, VersionId to) {
    String holder = holder(label);
    client.updateSecretVersionStage(
        r ->
            r.secretId(name)
                .versionStage(label)
                .moveToVersionId(to.value())
                .removeFromVersionId(holder));
    return this;
  }

  public DoorSecret remove(String label) {
    String holder = holder(label);
    client.updateSecretVersionStage(
        r -> r.secretId(name).versionStage(label).removeFromVersionId(holder));
    return this;
  }

  public String name() {
    return name;
  }

  public SecretId id() {
    return id;
  }

  public VersionId token() {
    return token;
  }

  public RotationRequest request(Step step) {
    return new RotationRequest(step, id, token, null);
  }

  public String value(String label) {
    return client.getSecretValue(r -> r.secretId(name).versionStage(label)).secretString();
  }

  /** The version that has a label, or null. */
  public @Nullable String holder(String label) {
    return stages().entrySet().stream()
        .filter(entry -> entry.getValue().contains(label))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  /** The labels of the version that is being brought in, sorted. */
  public List<String> labelsOfToken() {
    return List.copyOf(new TreeSet<>(stages().getOrDefault(token.value(), List.of())));
  }

  /** All labels and their versions, in an order that does not change. */
  public String labels() {
    return stages().entrySet().stream()
        .flatMap(e -> e.getValue().stream().map(label -> label + " on " + e.getKey()))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private Map<String, List<String>> stages() {
    return client.describeSecret(r -> r.secretId(name)).versionIdsToStages();
  }
}
