package dev.keyturn.local;

import dev.keyturn.RotationHandler;
import dev.keyturn.local.auth.Credentials;
import dev.keyturn.local.events.ServiceObserver;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.local.rotation.RetryPolicy;
import dev.keyturn.local.rotation.RotationSettings;
import dev.keyturn.local.schedule.StartMoments;
import dev.keyturn.local.secrets.InMemoryRepository;
import dev.keyturn.local.secrets.SecretRepository;
import dev.keyturn.local.store.DurableRepository;
import dev.keyturn.local.time.VirtualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Describes a service before it starts. Not thread-safe. */
public final class EmbeddedSecretsManagerBuilder {

  String host = "127.0.0.1";
  int port;
  InstantSource clock = InstantSource.system();
  private RetryPolicy retries = RetryPolicy.DEFAULT;
  private StartMoments moments = new StartMoments(new SecureRandom(), StartMoments.DEFAULT_WEIGHT);
  private int concurrency = RotationSettings.DEFAULT_CONCURRENCY;
  ServiceObserver observer = ServiceObserver.NONE;
  @Nullable Seed seed;
  @Nullable Credentials credentials;
  @Nullable Path data;
  final FunctionCatalog functions = new FunctionCatalog();

  EmbeddedSecretsManagerBuilder() {}

  /**
   * Listens elsewhere than on the loopback interface.
   *
   * @param address name or address to bind
   * @return this builder
   */
  public EmbeddedSecretsManagerBuilder host(String address) {
    host = Objects.requireNonNull(address);
    return this;
  }

  /**
   * Listens on a port.
   *
   * @param number 0 to 65535; 0, the default, picks a free one
   * @return this builder
   */
  public EmbeddedSecretsManagerBuilder port(int number) {
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
  public EmbeddedSecretsManagerBuilder clock(InstantSource source) {
    clock = Objects.requireNonNull(source);
    return this;
  }

  /**
   * Says when in their windows scheduled rotations start.
   *
   * @param choice chooses the moments; by chance by default
   * @return this builder
   */
  public EmbeddedSecretsManagerBuilder startMoments(StartMoments choice) {
    moments = Objects.requireNonNull(choice);
    return this;
  }

  /**
   * Says how many rotations a function does at once; others wait for it.
   *
   * @param most 1 or more; 10 by default
   * @return this builder
   */
  public EmbeddedSecretsManagerBuilder functionConcurrency(int most) {
    concurrency = most;
    return this;
  }

  /**
   * Says how often failed rotations are run.
   *
   * @param policy attempts and back-off
   * @return this builder
   */
  public EmbeddedSecretsManagerBuilder retries(RetryPolicy policy) {
    retries = Objects.requireNonNull(policy);
    return this;
  }

  /**
   * Says how long an invocation may take, unless a template says it.
   *
   * @param time 30 seconds by default
   * @return this builder
   */
  public EmbeddedSecretsManagerBuilder functionTimeout(Duration time) {
    functions.timeout(Objects.requireNonNull(time));
    return this;
  }

  /**
   * Has somebody watch the service, besides those who do already.
   *
   * @param watcher hears of calls, rotations and log lines
   * @return this builder
   */
  public EmbeddedSecretsManagerBuilder observer(ServiceObserver watcher) {
    observer = observer.and(Objects.requireNonNull(watcher));
    return this;
  }

  /**
   * Adds a rotation function.
   *
   * @param name its name in {@code arn:aws:lambda:…:function:NAME}
   * @param target its code
   * @return this builder
   */
  public EmbeddedSecretsManagerBuilder function(String name, FunctionTarget target) {
    functions.add(name, target);
    return this;
  }

  /**
   * Adds a rotation function that runs in this JVM.
   *
   * @param name its name in {@code arn:aws:lambda:…:function:NAME}
   * @param constructor makes its handler, once, when the service starts, with this service as its
   *     store: {@code MyRotator::new}, or one that gives a rotator a fake of what it talks to
   * @return this builder
   */
  public EmbeddedSecretsManagerBuilder function(
      String name, Supplier<? extends RotationHandler<?, ?>> constructor) {
    return function(name, new FunctionTarget.Constructed(Objects.requireNonNull(constructor)));
  }

  /**
   * Adds the functions of a SAM template, with their variables and time-outs: those of the built
   * one if there is one. A function of its own with one of their names takes the place of that.
   *
   * @param file YAML or JSON
   * @return this builder
   * @throws IllegalArgumentException if it cannot be used, saying why
   */
  public EmbeddedSecretsManagerBuilder template(Path file) {
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
  public EmbeddedSecretsManagerBuilder functionVariable(String name, String key, String value) {
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
  public EmbeddedSecretsManagerBuilder seed(Path file) {
    seed = Seed.read(file);
    return this;
  }

  /**
   * Keeps everything in a directory: whatever was answered is there after the process ended, in
   * whatever way. Values are in clear in its files, which are the owner's alone.
   *
   * @param directory for this service alone; made if it does not exist
   * @return this builder
   */
  public EmbeddedSecretsManagerBuilder data(Path directory) {
    data = Objects.requireNonNull(directory);
    return this;
  }

  /**
   * Checks signatures and permissions, instead of letting everybody do everything.
   *
   * @param file JSON: access keys, their principals and IAM policies
   * @return this builder
   * @throws IllegalArgumentException if the file cannot be used, with all that is wrong with it
   */
  public EmbeddedSecretsManagerBuilder credentials(Path file) {
    credentials = Credentials.read(file);
    return this;
  }

  /**
   * Starts the service.
   *
   * @return the service, which answers requests
   * @throws java.net.BindException if it cannot listen
   * @throws IOException if it cannot start for another reason, such as a data directory that is in
   *     use, not its own, damaged or newer; the message says what to do
   * @throws IllegalArgumentException if a function cannot start, saying why
   */
  public EmbeddedSecretsManager start() throws IOException {
    SecretRepository secrets =
        data == null ? new InMemoryRepository() : DurableRepository.open(data);
    try {
      return new EmbeddedSecretsManager(this, secrets);
    } catch (IOException | RuntimeException e) {
      secrets.close();
      throw e;
    }
  }

  RotationSettings rotationSettings() {
    return new RotationSettings(retries, moments, concurrency);
  }
}
