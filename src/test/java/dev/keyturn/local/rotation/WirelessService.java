package dev.keyturn.local.rotation;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.Backend;
import dev.keyturn.local.secrets.Operation;
import dev.keyturn.local.secrets.Parameters;
import dev.keyturn.local.secrets.PlannedDeletions;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.local.secrets.SecretOperations;
import dev.keyturn.local.secrets.VersionDeletionEvents;
import dev.keyturn.local.secrets.VersionPurge;
import dev.keyturn.local.secrets.WatchedRepository;
import dev.keyturn.local.time.VirtualClock;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** The service without a wire, on a virtual clock, with a function that a test writes. */
abstract class WirelessService implements AutoCloseable, RotationFunctions {

  static final String FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:Rotator";

  private static final Scope SCOPE = new Scope(Scope.DEFAULT_ACCOUNT, "eu-west-1");

  final VirtualClock clock;
  final FullDisk disk;
  private final List<ServiceEvent> events = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Operation> operations = new HashMap<>();
  private final Rotations rotations;
  private final WatchedRepository repository;
  private volatile Consumer<ServiceEvent> listener = event -> {};

  WirelessService(Instant start, RotationSettings settings) {
    this(start, settings, new FullDisk());
  }

  /** Starts with what another service has left; nothing of that goes on by itself. */
  WirelessService(Instant start, RotationSettings settings, FullDisk disk) {
    this.clock = new VirtualClock(start);
    this.disk = disk;
    WatchedRepository repository = new WatchedRepository(disk);
    Backend backend = new Backend(repository, clock, new SecureRandom());
    rotations = new Rotations(backend, clock, this, settings, this::observed);
    repository.watch(new VersionDeletionEvents(clock, events::add));
    repository.watch(new PlannedDeletions(repository, clock));
    repository.watch(new VersionPurge(repository, clock));
    repository.watch(rotations);
    this.repository = repository;
    operations.putAll(SecretOperations.of(backend));
    operations.putAll(RotationOperations.of(backend, this, rotations));
  }

  private void observed(ServiceEvent event) {
    events.add(event);
    listener.accept(event);
  }

  /** Arranges what is due, and resumes nothing. */
  final void announce() {
    repository.announce();
  }

  /** What happens as soon as something is told. */
  final void listen(Consumer<ServiceEvent> replacement) {
    listener = replacement;
  }

  /** One step of the function. */
  abstract void run(String step, Map<String, Object> event)
      throws FunctionException, InterruptedException;

  @Override
  public boolean invokable(String functionArn) {
    return functionArn.equals(FUNCTION);
  }

  @Override
  public void invoke(String functionArn, Scope scope, String event)
      throws FunctionException, InterruptedException {
    try {
      Map<String, Object> members = JSON.std.mapFrom(event);
      run((String) members.get("Step"), members);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What a function owes the service, for a secret that needs no other system. */
  final void perform(String step, Map<String, Object> event) {
    String secret = (String) event.get("SecretId");
    String version = (String) event.get("ClientRequestToken");
    if (step.equals("createSecret") && !hasValue(secret, version)) {
      call(
          "PutSecretValue",
          "SecretId",
          secret,
          "ClientRequestToken",
          version,
          "SecretString",
          "made for " + version,
          "VersionStages",
          List.of("AWSPENDING"));
    } else if (step.equals("finishSecret")) {
      call(
          "UpdateSecretVersionStage",
          "SecretId",
          secret,
          "VersionStage",
          "AWSCURRENT",
          "MoveToVersionId",
          version,
          "RemoveFromVersionId",
          holder(secret, "AWSCURRENT").orElseThrow());
    }
  }

  private boolean hasValue(String secret, String version) {
    try {
      call("GetSecretValue", "SecretId", secret, "VersionId", version);
      return true;
    } catch (ApiException e) {
      return false;
    }
  }

  /** The version that has a label. */
  final Optional<String> holder(String secret, String label) {
    return labels(secret).entrySet().stream()
        .filter(entry -> entry.getValue().contains(label))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  @SuppressWarnings("unchecked")
  final Map<String, List<String>> labels(String secret) {
    return (Map<String, List<String>>)
        describe(secret).getOrDefault("VersionIdsToStages", Map.of());
  }

  final Map<String, Object> describe(String secret) {
    return call("DescribeSecret", "SecretId", secret);
  }

  final Map<String, Object> call(String operation, Object... namesAndValues) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return Objects.requireNonNull(operations.get(operation)).answer(SCOPE, new Parameters(members));
  }

  final List<ServiceEvent> events() {
    return List.copyOf(events);
  }

  final void forget() {
    events.clear();
  }

  @Override
  public void close() {
    clock.close();
    rotations.close();
  }
}
