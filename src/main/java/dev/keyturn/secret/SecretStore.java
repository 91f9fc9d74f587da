package dev.keyturn.secret;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calls of Secrets Manager that a rotation makes.
 *
 * <p>Each method is one API call, retried by the implementation within the deadline. Every one
 * throws {@link SecretStoreException} with the kind of the failure: throttled, denied, a disabled
 * key, no network; once the deadline is over, of kind {@code OUT_OF_TIME} without making the call.
 * Implementations are thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/">API reference</a>
 */
public interface SecretStore {

  /**
   * {@code DescribeSecret}.
   *
   * @param secret the secret
   * @param deadline when to give up
   * @return its rotation switch and labels
   */
  SecretDescription describe(SecretId secret, Deadline deadline);

  /**
   * {@code GetSecretValue} by label.
   *
   * @param secret the secret
   * @param label which version
   * @param deadline when to give up
   * @return the value, or empty if the secret, the label or a value for it does not exist
   */
  Optional<SecretValue> read(SecretId secret, StagingLabel label, Deadline deadline);

  /**
   * {@code GetSecretValue} by version and label, which must agree.
   *
   * @param secret the secret
   * @param version the version
   * @param label a label that the version must have, or null for none
   * @param deadline when to give up
   * @return the value, or empty if the version has no value yet
   * @throws SecretStoreException of kind {@code INVALID} if the version has a value but not that
   *     label
   */
  Optional<SecretValue> read(
      SecretId secret, VersionId version, @Nullable StagingLabel label, Deadline deadline);

  /**
   * {@code PutSecretValue} on the version that a rotation prepared.
   *
   * @param secret the secret
   * @param version the version, sent as {@code ClientRequestToken}
   * @param text the value
   * @param labels the labels that the version gets
   * @param token the rotation token of the event, or null if it had none
   * @param deadline when to give up
   * @throws SecretStoreException of kind {@code CONFLICT} if the version already has another value
   */
  void put(
      SecretId secret,
      VersionId version,
      SecretText text,
      Set<StagingLabel> labels,
      @Nullable RotationToken token,
      Deadline deadline);

  /**
   * {@code UpdateSecretVersionStage}.
   *
   * @param secret the secret
   * @param label the label to move
   * @param to the version that gets it
   * @param from the version that has it, or null if none has
   * @param deadline when to give up
   */
  void move(
      SecretId secret,
      StagingLabel label,
      VersionId to,
      @Nullable VersionId from,
      Deadline deadline);

  /**
   * {@code ListSecretVersionIds} with deprecated versions.
   *
   * @param secret the secret
   * @param deadline when to give up
   * @return the versions that have no label, newest first
   */
  List<VersionId> deprecated(SecretId secret, Deadline deadline);
}
