package dev.keyturn.testkit;

import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.RotationToken;
import dev.keyturn.secret.SecretDescription;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.SecretValue;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store whose calls fail when they are told to: before they reach the store behind it, or after
 * they took effect there, as when an answer is lost.
 *
 * <p>Calls are counted from 1, over all operations. Thread-safe.
 */
public final class FaultInjector implements SecretStore {

  /** When a call fails. */
  public enum Moment {
    /** The store never hears of the call. */
    BEFORE,
    /** The store did what it was asked for, but nobody hears its answer. */
    AFTER
  }

  /** The end of the process: an error that no code survives by catching exceptions. */
  public static final class ProcessDeath extends Error {

    private static final long serialVersionUID = 1L;

    /**
     * Ends the process.
     *
     * @param where what it was doing
     */
    public ProcessDeath(String where) {
      super("the process died " + where);
    }
  }

  private record Fault(Moment moment, RuntimeException failure) {}

  private final SecretStore store;
  private final List<String> calls = new ArrayList<>();
  private final Map<Integer, Fault> faults = new HashMap<>();
  private final Map<Integer, Moment> deaths = new HashMap<>();
  private final Map<Integer, Runnable> others = new HashMap<>();

  /**
   * Stands before a store.
   *
   * @param store does what is asked, as long as no fault is due
   */
  public FaultInjector(SecretStore store) {
    this.store = store;
  }

  /**
   * Has a call fail.
   *
   * @param call which one, counted from 1
   * @param moment before it takes effect or after
   * @param failure what it throws
   * @return this store
   */
  public synchronized FaultInjector fail(int call, Moment moment, RuntimeException failure) {
    faults.put(call, new Fault(moment, failure));
    return this;
  }

  /**
   * Has the process die at a call.
   *
   * @param call which one, counted from 1
   * @param moment before it takes effect or after
   * @return this store
   */
  public synchronized FaultInjector die(int call, Moment moment) {
    deaths.put(call, moment);
    return this;
  }

  /**
   * Has somebody else act just before a call, as in a race.
   *
   * @param call which one, counted from 1
   * @param other what the other one does, not through this store
   * @return this store
   */
  public synchronized FaultInjector meanwhile(int call, Runnable other) {
    others.put(call, other);
    return this;
  }

  /**
   * Lists the calls so far, failed ones included.
   *
   * @return the names of the API operations, in order
   */
  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public SecretDescription describe(SecretId secret, Deadline deadline) {
    return call("DescribeSecret", () -> store.describe(secret, deadline));
  }

  @Override
  public Optional<SecretValue> read(SecretId secret, StagingLabel label, Deadline deadline) {
    return call("GetSecretValue", () -> store.read(secret, label, deadline));
  }

  @Override
  public Optional<SecretValue> read(
      SecretId secret, VersionId version, @Nullable StagingLabel label, Deadline deadline) {
    return call("GetSecretValue", () -> store.read(secret, version, label, deadline));
  }

  @Override
  public void put(
      SecretId secret,
      VersionId version,
      SecretText text,
      Set<StagingLabel> labels,
      @Nullable RotationToken token,
      Deadline deadline) {
    call(
        "PutSecretValue",
        () -> {
          store.put(secret, version, text, labels, token, deadline);
          return Boolean.TRUE;
        });
  }

  @Override
  public void move(
      SecretId secret,
      StagingLabel label,
      VersionId to,
      @Nullable VersionId from,
      Deadline deadline) {
    call(
        "UpdateSecretVersionStage",
        () -> {
          store.move(secret, label, to, from, deadline);
          return Boolean.TRUE;
        });
  }

  @Override
  public List<VersionId> deprecated(SecretId secret, Deadline deadline) {
    return call("ListSecretVersionIds", () -> store.deprecated(secret, deadline));
  }

  private <T> T call(String operation, Supplier<T> effect) {
    int number = begin(operation);
    other(number).run();
    strike(number, Moment.BEFORE);
    T answer = effect.get();
    strike(number, Moment.AFTER);
    return answer;
  }

  private synchronized int begin(String operation) {
    calls.add(operation);
    return calls.size();
  }

  private synchronized Runnable other(int number) {
    return others.getOrDefault(number, () -> {});
  }

  private synchronized void strike(int number, Moment moment) {
    if (deaths.get(number) == moment) {
      throw new ProcessDeath((moment == Moment.BEFORE ? "before call " : "after call ") + number);
    }
    Fault fault = faults.get(number);
    if (fault != null && fault.moment() == moment) {
      throw fault.failure();
    }
  }
}
