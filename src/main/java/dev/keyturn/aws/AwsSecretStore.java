package dev.keyturn.aws;

import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.RotationToken;
import dev.keyturn.secret.SecretDescription;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.secret.SecretStoreException.Kind;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.SecretValue;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretVersionIdsResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretVersionsListEntry;

/**
 * Secrets Manager over the AWS SDK. Thread-safe.
 *
 * <p>The SDK's standard settings hold: region, credentials and endpoints from the environment,
 * {@code AWS_ENDPOINT_URL_SECRETS_MANAGER} included.
 */
public final class AwsSecretStore implements SecretStore {

  /** A healthy call takes milliseconds; one that takes longer than this is better tried again. */
  private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(4);

  private static final Duration LONGEST_CALL = Duration.ofSeconds(12);

  private final SecretsManagerClient client;

  /**
   * Calls over a client that was built elsewhere, for instance with another retry mode.
   *
   * @param client the client, which stays the caller's to close
   */
  public AwsSecretStore(SecretsManagerClient client) {
    this.client = client;
  }

  /**
   * Connects as the environment says.
   *
   * @param variables the process environment, whose empty session token is taken for none
   * @return the store; nothing is sent before its first call
   */
  public static AwsSecretStore fromEnvironment(Map<String, String> variables) {
    return new AwsSecretStore(SecretsManagerClients.fromEnvironment(variables));
  }

  /**
   * Sends requests without credentials, which need no permission and are refused: client, TLS and
   * parsers are ready then, and a connection is open. What goes wrong here is not told; the first
   * call meets it again.
   *
   * @param requests how many, one after the other
   * @param keepConnection whether the connection stays open for the next call; not in a snapshot
   * @param limit how long they may take together, at most
   */
  public void prime(int requests, boolean keepConnection, Duration limit) {
    new PrimingCall(client).send(requests, keepConnection, limit);
  }

  /**
   * Makes the calls of a rotation with a client of its own, which answers them without a network:
   * what they take is loaded and linked then, and if they are made often, compiled. What goes wrong
   * here is not told; the first call meets it again.
   *
   * @param rotations how often
   * @param limit how long it may take, about
   */
  public static void primeCalls(int rotations, Duration limit) {
    InvokePriming.run(new PrimingAnswers(), rotations, limit);
  }

  @Override
  public SecretDescription describe(SecretId secret, Deadline deadline) {
    DescribeSecretResponse answer =
        ask(
            "DescribeSecret",
            deadline,
            () ->
                client.describeSecret(
                    request ->
                        request.secretId(secret.value()).overrideConfiguration(within(deadline))));
    Map<VersionId, Set<StagingLabel>> labels = new LinkedHashMap<>();
    answer
        .versionIdsToStages()
        .forEach((id, names) -> labels.put(version("DescribeSecret", id), labels(names)));
    return new SecretDescription(Boolean.TRUE.equals(answer.rotationEnabled()), labels);
  }

  @Override
  public Optional<SecretValue> read(SecretId secret, StagingLabel label, Deadline deadline) {
    return read(secret, request -> request.versionStage(label.name()), deadline);
  }

  @Override
  public Optional<SecretValue> read(
      SecretId secret, VersionId version, @Nullable StagingLabel label, Deadline deadline) {
    return read(
        secret,
        request ->
            request.versionId(version.value()).versionStage(label == null ? null : label.name()),
        deadline);
  }

  private Optional<SecretValue> read(
      SecretId secret, Consumer<GetSecretValueRequest.Builder> which, Deadline deadline) {
    GetSecretValueRequest request =
        GetSecretValueRequest.builder()
            .secretId(secret.value())
            .applyMutation(which)
            .overrideConfiguration(within(deadline))
            .build();
    return ask(
        "GetSecretValue",
        deadline,
        () -> {
          try {
            return Optional.of(value(client.getSecretValue(request)));
          } catch (ResourceNotFoundException e) {
            return Optional.empty();
          }
        });
  }

  private static SecretValue value(GetSecretValueResponse answer) {
    VersionId version = version("GetSecretValue", answer.versionId());
    return answer.secretString() == null
        ? new SecretValue.Binary(version)
        : new SecretValue.Text(version, SecretText.of(answer.secretString()));
  }

  @Override
  public void put(
      SecretId secret,
      VersionId version,
      SecretText text,
      Set<StagingLabel> labels,
      @Nullable RotationToken token,
      Deadline deadline) {
    ask(
        "PutSecretValue",
        deadline,
        () ->
            client.putSecretValue(
                request ->
                    request
                        .secretId(secret.value())
                        .clientRequestToken(version.value())
                        .secretString(text.reveal())
                        .versionStages(labels.stream().map(StagingLabel::name).toList())
                        .rotationToken(token == null ? null : token.text().reveal())
                        .overrideConfiguration(within(deadline))));
  }

  @Override
  public void move(
      SecretId secret,
      StagingLabel label,
      VersionId to,
      @Nullable VersionId from,
      Deadline deadline) {
    ask(
        "UpdateSecretVersionStage",
        deadline,
        () ->
            client.updateSecretVersionStage(
                request ->
                    request
                        .secretId(secret.value())
                        .versionStage(label.name())
                        .moveToVersionId(to.value())
                        .removeFromVersionId(from == null ? null : from.value())
                        .overrideConfiguration(within(deadline))));
  }

  @Override
  public List<VersionId> deprecated(SecretId secret, Deadline deadline) {
    List<SecretVersionsListEntry> versions = new ArrayList<>();
    String next = null;
    do {
      ListSecretVersionIdsResponse page = page(secret, next, deadline);
      versions.addAll(page.versions());
      next = page.nextToken();
      // Moto ends with an empty one.
    } while (next != null && !next.isEmpty());
    return versions.stream()
        .filter(version -> version.versionStages().isEmpty())
        .sorted((one, other) -> other.createdDate().compareTo(one.createdDate()))
        .map(version -> version("ListSecretVersionIds", version.versionId()))
        .toList();
  }

  private ListSecretVersionIdsResponse page(
      SecretId secret, @Nullable String start, Deadline deadline) {
    return ask(
        "ListSecretVersionIds",
        deadline,
        () ->
            client.listSecretVersionIds(
                request ->
                    request
                        .secretId(secret.value())
                        .includeDeprecated(true)
                        .nextToken(start)
                        .overrideConfiguration(within(deadline))));
  }

  private static VersionId version(String call, @Nullable String id) {
    try {
      if (id != null) {
        return new VersionId(id);
      }
    } catch (IllegalArgumentException e) {
      throw new SecretStoreException(
          Kind.UNAVAILABLE, call, "its answer has no version id: " + e.getMessage(), e);
    }
    throw new SecretStoreException(Kind.UNAVAILABLE, call, "its answer has no version id", null);
  }

  private static <T> T ask(String call, Deadline deadline, Supplier<T> request) {
    if (deadline.expired()) {
      throw new SecretStoreException(
          Kind.OUT_OF_TIME, call, "the time ran out before the call", null);
    }
    return SdkFailure.translate(call, request);
  }

  private static Set<StagingLabel> labels(List<String> names) {
    return names.stream().map(StagingLabel::new).collect(Collectors.toSet());
  }

  private static Consumer<AwsRequestOverrideConfiguration.Builder> within(Deadline deadline) {
    // The SDK refuses a time-out of zero; a millisecond is as good as over.
    Duration call = longer(deadline.atMost(LONGEST_CALL));
    Duration attempt = longer(deadline.atMost(LONGEST_ATTEMPT));
    return override -> override.apiCallTimeout(call).apiCallAttemptTimeout(attempt);
  }

  private static Duration longer(Duration time) {
    Duration least = Duration.ofMillis(1);
    return time.compareTo(least) < 0 ? least : time;
  }
}
