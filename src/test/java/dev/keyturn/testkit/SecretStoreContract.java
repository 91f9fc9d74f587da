package dev.keyturn.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keyturn.secret.Deadline;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * What every {@link SecretStore} does: a subclass says how its store gets a secret, and inherits
 * the tests.
 *
 * <p>Needs JUnit Jupiter and nothing else.
 */
public abstract class SecretStoreContract {

  private static final Set<StagingLabel> CURRENT = Set.of(StagingLabel.CURRENT);
  private static final Set<StagingLabel> PENDING = Set.of(StagingLabel.PENDING);

  /** The service lists so many versions in one answer. */
  private static final int PAGE = 100;

  /** For subclasses. */
  protected SecretStoreContract() {}

  /**
   * Gives the store.
   *
   * @return the same secrets at every call
   */
  protected abstract SecretStore store();

  /**
   * Creates a secret that has no value and no rotation.
   *
   * @return its ARN
   */
  protected abstract SecretId create();

  /**
   * Switches rotation on and labels an empty version AWSPENDING, as the service does before it
   * invokes a function.
   *
   * @param secret a secret that has a value
   * @return the empty version
   */
  protected abstract VersionId startRotation(SecretId secret);

  @Test
  void describesASecretThatNeverHadAValue() {
    SecretDescription description = store().describe(create(), time());

    assertFalse(description.rotationEnabled());
    assertTrue(description.labels().isEmpty());
  }

  @Test
  void readsWhatWasPutByLabelAndByVersion() {
    SecretId secret = create();
    VersionId version = put(secret, "a value, ü and 😀", CURRENT);
    SecretValue value = new SecretValue.Text(version, SecretText.of("a value, ü and 😀"));

    assertEquals(Optional.of(value), store().read(secret, StagingLabel.CURRENT, time()));
    assertEquals(Optional.of(value), store().read(secret, version, StagingLabel.CURRENT, time()));
    assertEquals(Optional.of(value), store().read(secret, version, null, time()));
    assertEquals(CURRENT, store().describe(secret, time()).labelsOf(version));
  }

  @Test
  void holdsAsMuchAsTheServiceDoes() {
    String most = "x".repeat(65_536);
    SecretId secret = create();
    VersionId version = put(secret, most, CURRENT);

    assertEquals(
        Optional.of(new SecretValue.Text(version, SecretText.of(most))),
        store().read(secret, StagingLabel.CURRENT, time()));
  }

  @Test
  void answersNothingForWhatHasNoValue() {
    SecretId secret = create();
    SecretId nobody = new SecretId("nobody-" + UUID.randomUUID());

    assertEquals(Optional.empty(), store().read(secret, StagingLabel.CURRENT, time()));
    assertEquals(Optional.empty(), store().read(nobody, StagingLabel.CURRENT, time()));
    put(secret, "first", CURRENT);
    assertEquals(Optional.empty(), store().read(secret, StagingLabel.PREVIOUS, time()));
    assertEquals(Optional.empty(), store().read(secret, version(), null, time()));
  }

  @Test
  void preparesAndFillsAPendingVersion() {
    SecretId secret = create();
    VersionId before = put(secret, "first", CURRENT);

    VersionId pending = startRotation(secret);

    SecretDescription description = store().describe(secret, time());
    assertTrue(description.rotationEnabled());
    assertEquals(Optional.of(pending), description.holderOf(StagingLabel.PENDING));
    assertEquals(Optional.of(before), description.holderOf(StagingLabel.CURRENT));
    assertEquals(Optional.empty(), store().read(secret, pending, StagingLabel.PENDING, time()));
    assertEquals(Optional.empty(), store().read(secret, StagingLabel.PENDING, time()));

    store().put(secret, pending, SecretText.of("second"), PENDING, null, time());

    assertEquals(
        Optional.of(new SecretValue.Text(pending, SecretText.of("second"))),
        store().read(secret, pending, StagingLabel.PENDING, time()));
    assertEquals(PENDING, store().describe(secret, time()).labelsOf(pending));
  }

  @Test
  void takesTheSameValueTwiceAndAnotherOneNever() {
    SecretId secret = create();
    VersionId version = put(secret, "first", CURRENT);
    store().put(secret, version, SecretText.of("first"), CURRENT, null, time());

    assertFails(
        Kind.CONFLICT,
        "PutSecretValue",
        () -> store().put(secret, version, SecretText.of("hunter2"), CURRENT, null, time()));

    assertEquals(
        Optional.of(new SecretValue.Text(version, SecretText.of("first"))),
        store().read(secret, StagingLabel.CURRENT, time()));
  }

  @Test
  void movesCurrentAndThePreviousLabelFollows() {
    SecretId secret = create();
    VersionId first = put(secret, "first", CURRENT);
    VersionId pending = startRotation(secret);
    store().put(secret, pending, SecretText.of("second"), PENDING, null, time());

    store().move(secret, StagingLabel.CURRENT, pending, first, time());

    SecretDescription after = store().describe(secret, time());
    assertEquals(Set.of(StagingLabel.CURRENT, StagingLabel.PENDING), after.labelsOf(pending));
    assertEquals(Set.of(StagingLabel.PREVIOUS), after.labelsOf(first));
  }

  @Test
  void movesNoLabelFromAVersionThatDoesNotHaveIt() {
    SecretId secret = create();
    VersionId first = put(secret, "first", CURRENT);
    VersionId second = put(secret, "second", CURRENT);
    VersionId third = put(secret, "third", CURRENT);

    assertFails(
        Kind.INVALID,
        "UpdateSecretVersionStage",
        () -> store().move(secret, StagingLabel.CURRENT, first, second, time()));

    assertEquals(
        Optional.of(third), store().describe(secret, time()).holderOf(StagingLabel.CURRENT));
  }

  @Test
  void refusesALabelThatTheVersionDoesNotHave() {
    SecretId secret = create();
    VersionId version = put(secret, "first", CURRENT);

    assertFails(
        Kind.INVALID,
        "GetSecretValue",
        () -> store().read(secret, version, StagingLabel.PENDING, time()));
  }

  @Test
  void tellsASecretThatDoesNotExist() {
    SecretId nobody = new SecretId("nobody-" + UUID.randomUUID());

    assertFails(Kind.NOT_FOUND, "DescribeSecret", () -> store().describe(nobody, time()));
    assertFails(
        Kind.NOT_FOUND,
        "PutSecretValue",
        () -> store().put(nobody, version(), SecretText.of("hunter2"), CURRENT, null, time()));
    assertFails(
        Kind.NOT_FOUND,
        "UpdateSecretVersionStage",
        () -> store().move(nobody, StagingLabel.CURRENT, version(), null, time()));
  }

  /** To be overridden for a store that fails in another way. */
  @Test
  protected void tellsThatThereAreNoVersionsOfASecretThatDoesNotExist() {
    SecretId nobody = new SecretId("nobody-" + UUID.randomUUID());

    assertFails(Kind.NOT_FOUND, "ListSecretVersionIds", () -> store().deprecated(nobody, time()));
  }

  /** To be overridden for a store that keeps fewer versions, or dates them less finely. */
  @Test
  protected void listsDeprecatedVersionsFromTheNewestHoweverManyThereAre()
      throws InterruptedException {
    SecretId secret = create();
    List<VersionId> versions = new ArrayList<>();
    for (int i = 0; i < PAGE + 3; i++) {
      versions.add(put(secret, "value " + i, CURRENT));
      // Versions are told apart by the time of their creation.
      Thread.sleep(2);
    }
    List<VersionId> deprecated = new ArrayList<>(versions.subList(0, PAGE + 1));
    Collections.reverse(deprecated);

    assertEquals(deprecated, store().deprecated(secret, time()));
  }

  @Test
  void makesNoCallOnceTheTimeIsOver() {
    SecretId secret = create();
    VersionId version = put(secret, "first", CURRENT);
    Deadline over = Deadline.after(InstantSource.system(), Duration.ZERO);
    VersionId second = version();

    assertFails(Kind.OUT_OF_TIME, "DescribeSecret", () -> store().describe(secret, over));
    assertFails(
        Kind.OUT_OF_TIME, "GetSecretValue", () -> store().read(secret, StagingLabel.CURRENT, over));
    assertFails(
        Kind.OUT_OF_TIME,
        "PutSecretValue",
        () -> store().put(secret, second, SecretText.of("hunter2"), CURRENT, null, over));
    assertFails(
        Kind.OUT_OF_TIME,
        "UpdateSecretVersionStage",
        () -> store().move(secret, StagingLabel.CURRENT, second, version, over));
    assertFails(Kind.OUT_OF_TIME, "ListSecretVersionIds", () -> store().deprecated(secret, over));
    assertEquals(
        Optional.of(version), store().describe(secret, time()).holderOf(StagingLabel.CURRENT));
  }

  private VersionId put(SecretId secret, String text, Set<StagingLabel> labels) {
    VersionId version = version();
    store().put(secret, version, SecretText.of(text), labels, null, time());
    return version;
  }

  private static void assertFails(Kind kind, String call, Executable executable) {
    SecretStoreException failure = assertThrows(SecretStoreException.class, executable);
    assertEquals(kind, failure.kind());
    assertEquals(call, failure.call());
    assertFalse(String.valueOf(failure.getMessage()).contains("hunter2"));
  }

  private static VersionId version() {
    return new VersionId(UUID.randomUUID().toString());
  }

  private static Deadline time() {
    return Deadline.after(InstantSource.system(), Duration.ofSeconds(10));
  }
}
