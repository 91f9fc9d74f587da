package dev.keyturn.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.EmbeddedSecretsManager;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.testkit.IdleFunction;
import dev.keyturn.testkit.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** A service with the secret {@code app}, whose labels are where a rotation left them. */
public final class StuckSecret implements AutoCloseable {

  public static final String PREVIOUS = "00000000-0000-4000-8000-000000000001";
  public static final String CURRENT = "00000000-0000-4000-8000-000000000002";
  public static final String PENDING = "00000000-0000-4000-8000-000000000003";
  public static final String FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:Rotator";

  private static final String ARN =
      "arn:aws:secretsmanager:eu-west-1:123456789012:secret:app-AbCdEf";

  private final Path directory;
  private final ManualClock clock =
      new ManualClock(Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(1)));
  private final List<Map<String, Object>> versions = new ArrayList<>();
  private String function = FUNCTION;
  private EmbeddedSecretsManager service;

  public StuckSecret(Path directory) {
    this.directory = directory;
  }

  public StuckSecret previous(Map<String, Object> value) {
    return version(PREVIOUS, "AWSPREVIOUS", value);
  }

  public StuckSecret current(Object value) {
    return version(CURRENT, "AWSCURRENT", value);
  }

  /** With null, a version that has no value yet. */
  public StuckSecret pending(Object value) {
    return version(PENDING, "AWSPENDING", value);
  }

  private StuckSecret version(String id, String label, Object value) {
    Map<String, Object> version = new LinkedHashMap<>();
    version.put("id", id);
    version.put("stages", List.of(label));
    if (value != null) {
      version.put("value", value);
    }
    versions.add(version);
    return this;
  }

  /** Which function rotates it; null for none. */
  public StuckSecret function(String arn) {
    function = arn;
    return this;
  }

  /** When it all happened. */
  public StuckSecret begun(Duration ago) {
    clock.advance(
        Duration.between(
            clock.instant(), Instant.now().minus(ago).truncatedTo(ChronoUnit.SECONDS)));
    return this;
  }

  public StuckSecret start() {
    Map<String, Object> secret = new LinkedHashMap<>();
    secret.put("region", "eu-west-1");
    secret.put("name", "app");
    secret.put("arn", ARN);
    secret.put("versions", versions);
    if (function != null) {
      secret.put(
          "rotation",
          Map.of("functionArn", function, "rules", Map.of("AutomaticallyAfterDays", 30)));
    }
    try {
      Path seed = directory.resolve("seed.json");
      Files.writeString(seed, JSON.std.asString(Map.of("secrets", List.of(secret))));
      service =
          EmbeddedSecretsManager.builder()
              .seed(seed)
              .clock(clock)
              .function("Rotator", new FunctionTarget.Constructed(IdleFunction::new))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  ManualClock clock() {
    return clock;
  }

  public Instant since() {
    return clock.instant();
  }

  String endpoint() {
    return service.endpoint().toString();
  }

  public Cli.Result run(String... arguments) {
    return runIn("eu-west-1", arguments);
  }

  Cli.Result runIn(String region, String... arguments) {
    return Cli.run(
        Stream.concat(
                Arrays.stream(arguments), Stream.of("--endpoint", endpoint(), "--region", region))
            .toArray(String[]::new));
  }

  /** Where the labels are, in the order of the versions. */
  String labels() {
    try (SecretsManagerClient client = client("eu-west-1")) {
      return labels(client);
    }
  }

  private static String labels(SecretsManagerClient client) {
    return client.describeSecret(r -> r.secretId("app")).versionIdsToStages().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            version ->
                version.getKey().charAt(35)
                    + " "
                    + String.join(",", version.getValue().stream().sorted().toList()))
        .toList()
        .toString();
  }

  SecretsManagerClient client(String region) {
    return SecretsManagerClient.builder()
        .endpointOverride(service.endpoint())
        .region(Region.of(region))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "key")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  @Override
  public void close() {
    service.close();
  }
}
