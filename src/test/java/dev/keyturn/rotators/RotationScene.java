package dev.keyturn.rotators;

import com.fasterxml.jackson.jr.ob.JSON;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** A secret in the embedded service, and a rotation function that starts cold for every step. */
public final class RotationScene implements AutoCloseable {

  /** Turns the environment of a function into the function. */
  public interface Function {
    RotationHandler<?, ?> in(RotationEnvironment environment);
  }

  private static final Duration TIME = Duration.ofSeconds(30);

  private final SteppedSecretsManager secrets = new SteppedSecretsManager();
  private final Map<String, String> variables = new HashMap<>();
  private final List<StepReport> reports = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private final Function rotator;
  private Function function;
  private SecretStore store = secrets.store();
  private SecretId secret;
  private VersionId version;

  public RotationScene(Supplier<? extends RotationHandler<?, ?>> constructor) {
    this.rotator = environment -> environment.construct(constructor::get);
    this.function = rotator;
  }

  public SteppedSecretsManager secrets() {
    return secrets;
  }

  public RotationScene variable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  public RotationScene function(Function other) {
    function = other;
    return this;
  }

  /** Puts something between the function and the service. */
  public RotationScene store(SecretStore other) {
    store = other;
    return this;
  }

  /** Takes away whatever a test has put in between. */
  public RotationScene asItIs() {
    function = rotator;
    store = secrets.store();
    return this;
  }

  /** Stores the secret that is going to be rotated. */
  public RotationScene secret(Map<String, Object> value) {
    secret = secrets.create("app", json(value));
    return this;
  }

  /** Stores an administrator's secret, and gives its ARN. */
  public String adminSecret(Map<String, Object> value) {
    return secrets.create("admin", json(value)).value();
  }

  public SecretId id() {
    return secret;
  }

  /** Stores a value by hand, which becomes current. */
  public void put(Map<String, Object> value) {
    secrets.put(secret, json(value));
  }

  public VersionId version() {
    return version;
  }

  /** RotateSecret; the steps that follow are of this rotation. */
  public RotationScene begin() {
    version = secrets.rotate(secret);
    return this;
  }

  /** RotateSecret with RotateImmediately=false. */
  public RotationScene beginTest() {
    version = secrets.rotateLater(secret);
    return this;
  }

  /** A whole rotation. */
  public RotationScene rotate() {
    return begin().run(Step.values());
  }

  public RotationScene run(Step... steps) {
    for (Step step : steps) {
      run(step, TIME);
    }
    return this;
  }

  public void run(Step step, Duration time) {
    RotationEnvironment environment =
        RotationEnvironment.of(store)
            .withVariables(variables)
            .withListeners(List.of(reports::add))
            .withLog(log::add);
    function.in(environment).handle(new RotationRequest(step, secret, version, null), time);
  }

  /** Runs a step that must fail. */
  public RotationException failure(Step step) {
    return failure(step, TIME);
  }

  public RotationException failure(Step step, Duration time) {
    try {
      run(step, time);
    } catch (RotationException e) {
      return e;
    }
    throw new AssertionError(step + " succeeded: " + last());
  }

  /** The message of a failure, as it must read. */
  @FormatMethod
  public String message(Step step, @FormatString String text, Object... details) {
    return step + " of " + secret + ": " + String.format(text, details);
  }

  public StepReport last() {
    return reports.get(reports.size() - 1);
  }

  /** What every step so far did. */
  public List<StepReport> reports() {
    return reports;
  }

  /** The warnings of every step so far. */
  public List<String> warnings() {
    return reports.stream().flatMap(report -> report.warnings().stream()).toList();
  }

  /** The function's log. */
  public List<String> log() {
    return log;
  }

  public Map<String, Object> value(StagingLabel label) {
    return parse(secrets.value(secret, label).orElseThrow());
  }

  public String member(StagingLabel label, String name) {
    return (String) value(label).get(name);
  }

  public boolean has(StagingLabel label) {
    return secrets.value(secret, label).isPresent();
  }

  /** The labels of the version that is being rotated to. */
  public Set<String> labels() {
    return secrets.labels(secret).getOrDefault(version, new TreeSet<>());
  }

  /** A secret with one member more, or another value of it. */
  public static Map<String, Object> with(Map<String, Object> value, String name, Object member) {
    Map<String, Object> more = new LinkedHashMap<>(value);
    more.put(name, member);
    return more;
  }

  private static String json(Map<String, Object> value) {
    try {
      return JSON.std.asString(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> parse(String text) {
    try {
      return JSON.std.mapFrom(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    secrets.close();
  }
}
