package dev.keyturn.cli.doctor;

import dev.keyturn.aws.AwsSecretStore;
import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.secret.SecretValue;
import dev.keyturn.secret.VersionId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;

/**
 * The secret in question.
 *
 * @param client asks about it
 * @param id what it was called on the command line
 * @param described what DescribeSecret answered
 */
record Subject(SecretsManagerClient client, String id, DescribeSecretResponse described) {

  private static final Duration LONGEST_READ = Duration.ofSeconds(15);

  static Subject of(SecretsManagerClient client, String id) {
    return new Subject(client, id, client.describeSecret(r -> r.secretId(id)));
  }

  Labels labels() {
    return Labels.of(described);
  }

  SecretStore store() {
    return new AwsSecretStore(client);
  }

  SecretId secret() {
    return new SecretId(described.arn());
  }

  Optional<SecretValue> value(String version) {
    return store()
        .read(
            secret(),
            new VersionId(version),
            null,
            Deadline.after(InstantSource.system(), LONGEST_READ));
  }

  /** Whether a version is known to have no value. */
  boolean empty(String version) {
    try {
      return value(version).isEmpty();
    } catch (SecretStoreException e) {
      return false;
    }
  }

  String region() {
    return part(described.arn(), 3);
  }

  String account() {
    return part(described.arn(), 4);
  }

  /** A part of an ARN, or empty if it is none. */
  static String part(String arn, int index) {
    String[] parts = arn.split(":", -1);
    return parts.length > index ? parts[index] : "";
  }

  /** Tells whether this is a copy in another region, whose rotation is the primary's. */
  boolean replica() {
    return described.primaryRegion() != null && !described.primaryRegion().equals(region());
  }

  static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
