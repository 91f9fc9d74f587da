package dev.keyturn.local;

import dev.keyturn.local.auth.Access;
import dev.keyturn.local.auth.OpenAccess;
import dev.keyturn.local.auth.PolicyAccess;
import dev.keyturn.local.events.ServiceObserver;
import dev.keyturn.local.functions.FunctionRegistry;
import dev.keyturn.local.model.ApiModel;
import dev.keyturn.local.protocol.ApiServer;
import dev.keyturn.local.protocol.ClockControl;
import dev.keyturn.local.protocol.Dispatcher;
import dev.keyturn.local.protocol.EventStream;
import dev.keyturn.local.rotation.RotationOperations;
import dev.keyturn.local.rotation.Rotations;
import dev.keyturn.local.secrets.Backend;
import dev.keyturn.local.secrets.Faults;
import dev.keyturn.local.secrets.KmsKeys;
import dev.keyturn.local.secrets.Operation;
import dev.keyturn.local.secrets.PlannedDeletions;
import dev.keyturn.local.secrets.SecretKey;
import dev.keyturn.local.secrets.SecretOperations;
import dev.keyturn.local.secrets.SecretRepository;
import dev.keyturn.local.secrets.VersionDeletionEvents;
import dev.keyturn.local.secrets.VersionPurge;
import dev.keyturn.local.secrets.WatchedRepository;
import dev.keyturn.local.time.ServiceClock;
import dev.keyturn.local.time.VirtualClock;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * AWS Secrets Manager in this process: create it, point any AWS SDK at its endpoint, close it.
 *
 * <p>Everything is kept in memory, unless there is a directory for it. One service is all regions
 * and accounts: a request is for the region that it is signed for, and for the account that its
 * access key numbers, if that has twelve digits, else {@code 123456789012}. Thread-safe.
 */
public final class EmbeddedSecretsManager implements AutoCloseable {

  private final String host;
  private final FunctionRegistry functions;
  private final ServiceClock clock;
  private final Rotations rotations;
  private final ApiServer server;
  private final SecretRepository secrets;
  private final SecretStore store;
  private final List<String> warnings = new ArrayList<>();

  EmbeddedSecretsManager(EmbeddedSecretsManagerBuilder builder, SecretRepository kept)
      throws IOException {
    this.secrets = kept;
    this.host = builder.host;
    this.functions = new FunctionRegistry();
    EventStream stream = new EventStream();
    ServiceObserver observer = stream.and(builder.observer);
    this.clock = ServiceClock.following(builder.clock);
    WatchedRepository repository = new WatchedRepository(kept);
    Backend backend =
        new Backend(
            repository,
            clock,
            new SecureRandom(),
            builder.seed == null ? KmsKeys.ALL_WORK : builder.seed.keys());
    Faults faults = builder.seed == null ? Faults.NONE : builder.seed.faults();
    Map<String, Operation> operations = faults.before(SecretOperations.of(backend));
    this.store = new InProcessStore(operations, new OpenAccess());
    Access access =
        builder.credentials == null
            ? new OpenAccess()
            : new PolicyAccess(builder.credentials, backend, this::proof, InstantSource.system());
    FunctionHost host = new FunctionHost(operations, access, this::endpoint, clock, observer);
    warnings.addAll(builder.functions.register(functions, host));
    this.rotations = new Rotations(backend, clock, functions, builder.rotationSettings(), observer);
    repository.watch(new VersionDeletionEvents(clock, observer));
    repository.watch(new PlannedDeletions(repository, clock));
    repository.watch(new VersionPurge(repository, clock));
    repository.watch(rotations);
    if (builder.seed != null) {
      builder.seed.plant(repository, clock.instant());
    }
    Map<String, Operation> all = new HashMap<>(operations);
    all.putAll(faults.before(RotationOperations.of(backend, functions, rotations)));
    Dispatcher dispatcher = new Dispatcher(ApiModel.load(), all, access, clock, observer);
    this.server = listen(builder, dispatcher, stream);
    startFunctions();
    // Only now, since what is due, or was cut short, starts at once.
    // The latter first: it has the turn before what is due.
    rotations.resume();
    repository.announce();
  }

  /** Only now, since a function may call this service as soon as it starts. */
  private void startFunctions() {
    try {
      warnings.addAll(functions.start());
    } catch (IllegalArgumentException e) {
      close();
      throw e;
    }
  }

  /** A service that cannot listen leaves nothing behind. */
  private ApiServer listen(
      EmbeddedSecretsManagerBuilder builder, Dispatcher dispatcher, EventStream stream)
      throws IOException {
    try {
      return ApiServer.listen(
          builder.host,
          builder.port,
          dispatcher,
          stream,
          ClockControl.of(clock),
          builder.data != null || builder.functions.isAnyRemote());
    } catch (IOException e) {
      functions.close();
      clock.close();
      throw e;
    }
  }

  /**
   * Starts to describe a service.
   *
   * @return a builder for a service on a free port of the loopback interface
   */
  public static EmbeddedSecretsManagerBuilder builder() {
    return new EmbeddedSecretsManagerBuilder();
  }

  private Optional<SecretText> proof(SecretKey secret, String version) {
    return rotations.proof(secret, version);
  }

  /**
   * Tells where the service is.
   *
   * @return {@code http://}, the host as it was given, and the real port
   */
  public URI endpoint() {
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + literal + ":" + server.port());
  }

  /**
   * Tells what did not keep the service from its start, but will be missed.
   *
   * @return a sentence for each function that is left out or cannot be reached yet
   */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /**
   * Gives the service as a rotation's store, for tests: no wire in between, and everything is
   * permitted.
   *
   * @return a store that works as long as the service does
   */
  public SecretStore store() {
    return store;
  }

  /**
   * Kills the processes of a function, as if its machine had died; the next invocation starts a new
   * one.
   *
   * @param function its name
   * @throws IllegalArgumentException if there is no such function, or it runs in no process of its
   *     own
   */
  public void kill(String function) {
    functions.kill(function);
  }

  /**
   * Gives the clock of a service that was started with a virtual one.
   *
   * @return the clock, to be advanced
   * @throws IllegalStateException if the service follows the system's clock
   */
  public VirtualClock clock() {
    if (clock instanceof VirtualClock virtual) {
      return virtual;
    }
    throw new IllegalStateException(
        "this service follows the system's clock; start it with a VirtualClock to advance it");
  }

  /** Ends the clock, rotations, functions and connections, within ten seconds. */
  @Override
  public void close() {
    clock.close();
    rotations.close();
    functions.close();
    server.close();
    secrets.close();
  }
}
