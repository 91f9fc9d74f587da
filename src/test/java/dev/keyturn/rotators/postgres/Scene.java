package dev.keyturn.rotators.postgres;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import dev.keyturn.RotationEnvironment;
import dev.keyturn.RotationHandler;
import dev.keyturn.local.SteppedSecretsManager;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.RotationRequest;
import dev.keyturn.rotation.Step;
import dev.keyturn.rotation.StepReport;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A secret in the embedded service, a real server, and a rotation function that starts cold for
 * every step.
 */
final class Scene implements AutoCloseable {

  /** Turns the environment of a function into the function. */
  interface Function {
    RotationHandler<?, ?> in(RotationEnvironment environment);
  }

  static final Function ROTATOR = environment -> environment.construct(PostgresRotator::new);

  private static final Duration TIME = Duration.ofSeconds(30);

  private final Database database;
  private final SteppedSecretsManager secrets = new SteppedSecretsManager();
  private final Map<String, String> variables = new HashMap<>();
  private final List<StepReport> reports = new CopyOnWriteArrayList<>();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private Function function = ROTATOR;
  private SecretStore store = secrets.store();
  private SecretId secret;
  private SecretId admin;
  private VersionId version;

  Scene(Database database) {
    this.database = database;
    variables.put("CA_BUNDLE", database.caFile().toString());
  }

  Database database() {
    return database;
  }

  SteppedSecretsManager secrets() {
    return secrets;
  }

  Scene variable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  Scene function(Function other) {
    function = other;
    return this;
  }

  /** Puts something between the function and the service. */
  Scene store(SecretStore other) {
    store = other;
    return this;
  }

  /** Stores the secret that is going to be rotated. */
  Scene secret(SecretJson value) {
    secret = secrets.create("app", value.toString());
    return this;
  }

  /** Stores an administrator's secret, and gives its ARN. */
  String adminSecret(SecretJson value) {
    admin = secrets.create("admin", value.toString());
    return admin.value();
  }

  SecretId adminId() {
    return admin;
  }

  SecretId id() {
    return secret;
  }

  /** RotateSecret; the steps that follow are of this rotation. */
  VersionId begin() {
    version = secrets.rotate(secret);
    return version;
  }

  /** RotateSecret with RotateImmediately=false. */
  VersionId beginTest() {
    version = secrets.rotateLater(secret);
    return version;
  }

  /** A whole rotation. */
  Scene rotate() {
    begin();
    return run(Step.values());
  }

  Scene run(Step... steps) {
    for (Step step : steps) {
      run(step, TIME);
    }
    return this;
  }

  void run(Step step, Duration time) {
    RotationEnvironment environment =
        RotationEnvironment.of(store)
            .withVariables(variables)
            .withListeners(List.of(reports::add))
            .withLog(log::add);
    function.in(environment).handle(new RotationRequest(step, secret, version, null), time);
  }

  /** Runs a step that must fail. */
  RotationException failure(Step step) {
    return failure(step, TIME);
  }

  RotationException failure(Step step, Duration time) {
    try {
      run(step, time);
    } catch (RotationException e) {
      return e;
    }
    throw new AssertionError(step + " succeeded: " + last());
  }

  /** The message of a failure, as it must read. */
  @FormatMethod
  String message(Step step, @FormatString String text, Object... details) {
    return step + " of " + secret + ": " + String.format(text, details);
  }

  StepReport last() {
    return reports.get(reports.size() - 1);
  }

  /** What every step so far did. */
  List<StepReport> reports() {
    return reports;
  }

  /** The function's log. */
  List<String> log() {
    return log;
  }

  SecretJson value(StagingLabel label) {
    return SecretJson.parse(secrets.value(secret, label).orElseThrow());
  }

  SecretJson current() {
    return value(StagingLabel.CURRENT);
  }

  SecretJson pending() {
    return value(StagingLabel.PENDING);
  }

  /** Logs in with the credential of a label. */
  String login(StagingLabel label) {
    return login(value(label));
  }

  String login(SecretJson value) {
    return database.login(
        (String) value.members().getOrDefault("dbname", "postgres"),
        value.user(),
        value.password());
  }

  /** The labels of the version that is being rotated to. */
  Set<String> labels() {
    return secrets.labels(secret).getOrDefault(version, new TreeSet<>());
  }

  /** What the service removes when an invocation has answered takes it a moment. */
  void awaitVersions(int count) {
    Instant end = Instant.now().plusSeconds(10);
    while (secrets.labels(secret).size() != count) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("still " + secrets.labels(secret));
      }
      Thread.onSpinWait();
    }
  }

  /** Whatever a test did, no session of the function may be left open. */
  @Override
  public void close() {
    secrets.close();
    database.awaitNoSessions();
  }
}
