package dev.keyturn.local;

import dev.keyturn.local.auth.OpenAccess;
import dev.keyturn.local.events.ServiceObserver;
import dev.keyturn.local.rotation.RetryPolicy;
import dev.keyturn.local.rotation.RotationFunctions;
import dev.keyturn.local.rotation.RotationOperations;
import dev.keyturn.local.rotation.RotationSettings;
import dev.keyturn.local.rotation.Rotations;
import dev.keyturn.local.secrets.Backend;
import dev.keyturn.local.secrets.InMemoryRepository;
import dev.keyturn.local.secrets.Operation;
import dev.keyturn.local.secrets.Parameters;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.local.secrets.SecretOperations;
import dev.keyturn.local.secrets.WatchedRepository;
import dev.keyturn.local.time.ServiceClock;
import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.SecretDescription;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.SecretValue;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * The embedded service without a wire, whose rotation function is the test: RotateSecret prepares
 * the version and invokes, and the test runs the steps that it wants, in its own order.
 */
public final class SteppedSecretsManager implements AutoCloseable {

  private static final Scope SCOPE = new Scope(Scope.DEFAULT_ACCOUNT, "us-east-1");
  private static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:Test";

  private final Semaphore answers = new Semaphore(0);
  private final ServiceClock clock = ServiceClock.system();
  private final Rotations rotations;
  private final Map<String, Operation> operations = new HashMap<>();
  private final SecretStore store;

  public SteppedSecretsManager() {
    WatchedRepository repository = new WatchedRepository(new InMemoryRepository());
    Backend backend = new Backend(repository, clock, new SecureRandom());
    RotationFunctions functions = new UntilAnswered(answers);
    RotationSettings settings = RotationSettings.with(new RetryPolicy(1, Duration.ZERO));
    this.rotations = new Rotations(backend, clock, functions, settings, ServiceObserver.NONE);
    repository.watch(rotations);
    operations.putAll(SecretOperations.of(backend));
    this.store = new InProcessStore(operations, new OpenAccess());
    operations.putAll(RotationOperations.of(backend, functions, rotations));
  }

  /** Runs until the test says that it has done what it wanted to. */
  private record UntilAnswered(Semaphore answers) implements RotationFunctions {

    @Override
    public boolean invokable(String functionArn) {
      return true;
    }

    @Override
    public void invoke(String functionArn, Scope scope, String event) throws InterruptedException {
      answers.acquire();
    }
  }

  public SecretStore store() {
    return store;
  }

  /** CreateSecret. */
  public SecretId create(String name, String value) {
    Map<String, Object> answer =
        call(
            "CreateSecret",
            Map.of(
                "Name",
                name,
                "SecretString",
                value,
                "ClientRequestToken",
                UUID.randomUUID().toString()));
    return new SecretId((String) answer.get("ARN"));
  }

  /** CreateSecret without a value. */
  public SecretId create(String name) {
    Map<String, Object> answer =
        call(
            "CreateSecret",
            Map.of("Name", name, "ClientRequestToken", UUID.randomUUID().toString()));
    return new SecretId((String) answer.get("ARN"));
  }

  /** PutSecretValue by hand, which makes the value current and abandons a rotation. */
  public void put(SecretId secret, String value) {
    call(
        "PutSecretValue",
        Map.of(
            "SecretId",
            secret.value(),
            "SecretString",
            value,
            "ClientRequestToken",
            UUID.randomUUID().toString()));
  }

  /** PutSecretValue on a version and with a label, as a function calls it. */
  public void put(SecretId secret, VersionId version, StagingLabel label, String value) {
    store.put(secret, version, SecretText.of(value), Set.of(label), null, soon());
  }

  /** RotateSecret. */
  public VersionId rotate(SecretId secret) {
    return rotate(secret, true);
  }

  /** RotateSecret with RotateImmediately=false, which ends with {@link #answer}. */
  public VersionId rotateLater(SecretId secret) {
    return rotate(secret, false);
  }

  /** Has the invocation that runs answer with success. */
  public void answer() {
    answers.release();
  }

  public void cancel(SecretId secret) {
    call("CancelRotateSecret", Map.of("SecretId", secret.value()));
  }

  public void delete(SecretId secret) {
    call("DeleteSecret", Map.of("SecretId", secret.value(), "ForceDeleteWithoutRecovery", true));
  }

  /** The text that a label leads to. */
  public Optional<String> value(SecretId secret, StagingLabel label) {
    return store
        .read(secret, label, soon())
        .map(value -> ((SecretValue.Text) value).text().reveal());
  }

  /** The names of the labels of every version that has one. */
  public Map<VersionId, Set<String>> labels(SecretId secret) {
    return describe(secret).labels().entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry ->
                    entry.getValue().stream()
                        .map(StagingLabel::name)
                        .collect(Collectors.toCollection(TreeSet::new))));
  }

  public SecretDescription describe(SecretId secret) {
    return store.describe(secret, soon());
  }

  public List<VersionId> deprecated(SecretId secret) {
    return store.deprecated(secret, soon());
  }

  private VersionId rotate(SecretId secret, boolean immediately) {
    String version = UUID.randomUUID().toString();
    call(
        "RotateSecret",
        Map.of(
            "SecretId",
            secret.value(),
            "ClientRequestToken",
            version,
            "RotationLambdaARN",
            FUNCTION,
            "RotateImmediately",
            immediately));
    return new VersionId(version);
  }

  private Map<String, Object> call(String operation, Map<String, Object> request) {
    return Objects.requireNonNull(operations.get(operation)).answer(SCOPE, new Parameters(request));
  }

  private static Deadline soon() {
    return Deadline.after(InstantSource.system(), Duration.ofSeconds(5));
  }

  @Override
  public void close() {
    clock.close();
    rotations.close();
  }
}
