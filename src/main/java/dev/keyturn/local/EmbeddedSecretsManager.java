package dev.keyturn.local;

import dev.keyturn.local.auth.Access;
import dev.keyturn.local.auth.Credentials;
import dev.keyturn.local.auth.FunctionRole;
import dev.keyturn.local.auth.OpenAccess;
import dev.keyturn.local.auth.PolicyAccess;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.events.ServiceObserver;
import dev.keyturn.local.functions.FunctionRegistry;
import dev.keyturn.local.functions.FunctionSettings;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.local.model.ApiModel;
import dev.keyturn.local.protocol.ApiServer;
import dev.keyturn.local.protocol.ClockControl;
import dev.keyturn.local.protocol.Dispatcher;
import dev.keyturn.local.protocol.EventStream;
import dev.keyturn.local.rotation.RetryPolicy;
import dev.keyturn.local.rotation.RotationOperations;
import dev.keyturn.local.rotation.RotationSettings;
import dev.keyturn.local.rotation.Rotations;
import dev.keyturn.local.schedule.StartMoments;
import dev.keyturn.local.secrets.Backend;
import dev.keyturn.local.secrets.Faults;
import dev.keyturn.local.secrets.InMemoryRepository;
import dev.keyturn.local.secrets.KmsKeys;
import dev.keyturn.local.secrets.Operation;
import dev.keyturn.local.secrets.PlannedDeletions;
import dev.keyturn.local.secrets.SecretKey;
import dev.keyturn.local.secrets.SecretOperations;
import dev.keyturn.local.secrets.VersionDeletionEvents;
import dev.keyturn.local.secrets.VersionPurge;
import dev.keyturn.local.secrets.WatchedRepository;
import dev.keyturn.local.time.ServiceClock;
import dev.keyturn.local.time.VirtualClock;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * AWS Secrets Manager in this process: create it, point any AWS SDK at its endpoint, close it.
 *
 * <p>Everything is kept in memory. One service is all regions, told apart by the region that
 * requests are signed for. Thread-safe.
 */
public final class EmbeddedSecretsManager implements AutoCloseable {

  private final String host;
  private final FunctionRegistry functions;
  private final ServiceClock clock;
  private final Rotations rotations;
  private final ApiServer server;
  private final List<String> warnings = new ArrayList<>();

  private EmbeddedSecretsManager(Builder builder) throws IOException {
    this.host = builder.host;
    this.functions = new FunctionRegistry();
    EventStream stream = new EventStream();
    ServiceObserver observer = stream.and(builder.observer);
    this.clock = ServiceClock.following(builder.clock);
    WatchedRepository repository = new WatchedRepository(new InMemoryRepository());
    Backend backend =
        new Backend(
            repository,
            clock,
            new SecureRandom(),
            builder.seed == null ? KmsKeys.ALL_WORK : builder.seed.keys());
    Faults faults = builder.seed == null ? Faults.NONE : builder.seed.faults();
    Map<String, Operation> secrets = faults.before(SecretOperations.of(backend));
    Access access =
        builder.credentials == null
            ? new OpenAccess()
            : new PolicyAccess(builder.credentials, backend, this::proof, InstantSource.system());
    warnings.addAll(builder.register(functions, secrets, access, this, observer));
    this.rotations = new Rotations(backend, clock, functions, builder.rotationSettings(), observer);
    repository.watch(new VersionDeletionEvents(clock, observer));
    repository.watch(new PlannedDeletions(repository, clock));
    repository.watch(new VersionPurge(repository, clock));
    repository.watch(rotations);
    if (builder.seed != null) {
      builder.seed.plant(repository, clock.instant());
    }
    Map<String, Operation> all = new HashMap<>(secrets);
    all.putAll(faults.before(RotationOperations.of(backend, functions, rotations)));
    Dispatcher dispatcher = new Dispatcher(ApiModel.load(), all, access, clock, observer);
    this.server = listen(builder, dispatcher, stream);
    startFunctions();
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
  private ApiServer listen(Builder builder, Dispatcher dispatcher, EventStream stream)
      throws IOException {
    try {
      return ApiServer.listen(
          builder.host, builder.port, dispatcher, stream, ClockControl.of(clock));
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
  public static Builder builder() {
    return new Builder();
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
  }

  /** Describes a service before it starts. Not thread-safe. */
  public static final class Builder {

    private String host = "127.0.0.1";
    private int port;
    private InstantSource clock = InstantSource.system();
    private RetryPolicy retries = RetryPolicy.DEFAULT;
    private StartMoments moments =
        new StartMoments(new SecureRandom(), StartMoments.DEFAULT_WEIGHT);
    private int concurrency = RotationSettings.DEFAULT_CONCURRENCY;
    private ServiceObserver observer = ServiceObserver.NONE;
    private @Nullable Seed seed;
    private @Nullable Credentials credentials;
    private final FunctionCatalog functions = new FunctionCatalog();

    private Builder() {}

    /**
     * Listens elsewhere than on the loopback interface.
     *
     * @param address name or address to bind
     * @return this builder
     */
    public Builder host(String address) {
      host = Objects.requireNonNull(address);
      return this;
    }

    /**
     * Listens on a port.
     *
     * @param number 0 to 65535; 0, the default, picks a free one
     * @return this builder
     */
    public Builder port(int number) {
      port = number;
      return this;
    }

    /**
     * Follows a clock.
     *
     * @param source the system's by default; a {@link VirtualClock}, which ends with the service,
     *     lets a year pass in seconds
     * @return this builder
     */
    public Builder clock(InstantSource source) {
      clock = Objects.requireNonNull(source);
      return this;
    }

    /**
     * Says when in their windows scheduled rotations start.
     *
     * @param choice chooses the moments; by chance by default
     * @return this builder
     */
    public Builder startMoments(StartMoments choice) {
      moments = Objects.requireNonNull(choice);
      return this;
    }

    /**
     * Says how many rotations a function does at once; others wait for it.
     *
     * @param most 1 or more; 10 by default
     * @return this builder
     */
    public Builder functionConcurrency(int most) {
      concurrency = most;
      return this;
    }

    /**
     * Says how often failed rotations are run.
     *
     * @param policy attempts and back-off
     * @return this builder
     */
    public Builder retries(RetryPolicy policy) {
      retries = Objects.requireNonNull(policy);
      return this;
    }

    /**
     * Says how long an invocation may take, unless a template says it.
     *
     * @param time 30 seconds by default
     * @return this builder
     */
    public Builder functionTimeout(Duration time) {
      functions.timeout(Objects.requireNonNull(time));
      return this;
    }

    /**
     * Has somebody watch the service.
     *
     * @param watcher hears of calls, rotations and log lines
     * @return this builder
     */
    public Builder observer(ServiceObserver watcher) {
      observer = Objects.requireNonNull(watcher);
      return this;
    }

    /**
     * Adds a rotation function.
     *
     * @param name its name in {@code arn:aws:lambda:…:function:NAME}
     * @param target its code
     * @return this builder
     */
    public Builder function(String name, FunctionTarget target) {
      functions.add(name, target);
      return this;
    }

    /**
     * Adds the functions of a SAM template, with their variables and time-outs: those of the built
     * one if there is one. A function of its own with one of their names takes the place of that.
     *
     * @param file YAML or JSON
     * @return this builder
     * @throws IllegalArgumentException if it cannot be used, saying why
     */
    public Builder template(Path file) {
      functions.add(file);
      return this;
    }

    /**
     * Sets an environment variable of a function, over its template's if it has one.
     *
     * @param name the function's name, or logical id
     * @param key the variable
     * @param value its value
     * @return this builder
     */
    public Builder functionVariable(String name, String key, String value) {
      functions.variable(name, key, value);
      return this;
    }

    /**
     * Creates secrets at the start.
     *
     * @param file JSON
     * @return this builder
     * @throws IllegalArgumentException if the file cannot be read, saying why
     */
    public Builder seed(Path file) {
      seed = Seed.read(file);
      return this;
    }

    /**
     * Checks signatures and permissions, instead of letting everybody do everything.
     *
     * @param file JSON: access keys, their principals and IAM policies
     * @return this builder
     * @throws IllegalArgumentException if the file cannot be used, with all that is wrong with it
     */
    public Builder credentials(Path file) {
      credentials = Credentials.read(file);
      return this;
    }

    /**
     * Starts the service.
     *
     * @return the service, which answers requests
     * @throws java.net.BindException if it cannot listen
     * @throws IOException if it cannot start for another reason
     * @throws IllegalArgumentException if a function cannot start, saying why
     */
    public EmbeddedSecretsManager start() throws IOException {
      return new EmbeddedSecretsManager(this);
    }

    private RotationSettings rotationSettings() {
      return new RotationSettings(retries, moments, concurrency);
    }

    private List<String> register(
        FunctionRegistry registry,
        Map<String, Operation> operations,
        Access access,
        EmbeddedSecretsManager service,
        ServiceObserver watcher) {
      return functions.register(
          registry,
          (name, aliases, variables, timeout) -> {
            FunctionRole role = access.roleOf(name, aliases);
            return new FunctionSettings(
                name,
                variables,
                timeout,
                service::endpoint,
                new InProcessStore(operations, role),
                role::open,
                line ->
                    watcher.observed(
                        new ServiceEvent.FunctionLog(service.clock.instant(), name, line)));
          });
    }
  }
}
