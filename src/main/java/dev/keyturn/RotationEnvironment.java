package dev.keyturn;

import dev.keyturn.rotation.RotationListener;
import dev.keyturn.secret.SecretStore;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a rotation function works with: the store, time, randomness, its variables, and who listens.
 *
 * <p>Immutable. A handler takes it when it is constructed: Lambda's by default, another one in
 * tests and in the embedded Secrets Manager.
 *
 * @param store where the secrets are
 * @param clock tells the time
 * @param random a cryptographic generator, except in tests
 * @param variables the function's environment variables
 * @param listeners hear of every step
 */
public record RotationEnvironment(
    SecretStore store,
    InstantSource clock,
    RandomGenerator random,
    Map<String, String> variables,
    List<RotationListener> listeners) {

  private static final ThreadLocal<@Nullable RotationEnvironment> BOUND = new ThreadLocal<>();

  /** Copies variables and listeners. */
  public RotationEnvironment {
    variables = Map.copyOf(variables);
    listeners = List.copyOf(listeners);
  }

  /**
   * Makes an environment with the system's clock and randomness, without variables or listeners.
   *
   * @param store where the secrets are
   * @return the environment
   */
  public static RotationEnvironment of(SecretStore store) {
    return new RotationEnvironment(
        store, InstantSource.system(), new SecureRandom(), Map.of(), List.of());
  }

  /**
   * Replaces the variables.
   *
   * @param replacement the function's environment variables
   * @return an environment that differs in nothing else
   */
  public RotationEnvironment withVariables(Map<String, String> replacement) {
    return new RotationEnvironment(store, clock, random, replacement, listeners);
  }

  /**
   * Replaces the listeners.
   *
   * @param replacement who hears of every step
   * @return an environment that differs in nothing else
   */
  public RotationEnvironment withListeners(List<RotationListener> replacement) {
    return new RotationEnvironment(store, clock, random, variables, replacement);
  }

  /**
   * Adds a log: one line of JSON for every step.
   *
   * @param lines takes the lines
   * @return an environment that differs in nothing else
   */
  public RotationEnvironment withLog(Consumer<String> lines) {
    List<RotationListener> more = new ArrayList<>(listeners);
    more.add(new StepLogLine(lines));
    return withListeners(more);
  }

  /**
   * Constructs a handler in this environment, whatever constructor it has.
   *
   * @param constructor makes the handler, on this thread
   * @param <H> the handler
   * @return what the constructor made
   */
  public <H> H construct(Supplier<H> constructor) {
    RotationEnvironment before = BOUND.get();
    BOUND.set(this);
    try {
      return constructor.get();
    } finally {
      if (before == null) {
        BOUND.remove();
      } else {
        BOUND.set(before);
      }
    }
  }

  /**
   * Gives the environment in which a handler is being constructed.
   *
   * @return the one of the enclosing {@link #construct}, else Lambda's
   */
  static RotationEnvironment current() {
    RotationEnvironment bound = BOUND.get();
    return bound == null ? LambdaEnvironment.get() : bound;
  }
}
