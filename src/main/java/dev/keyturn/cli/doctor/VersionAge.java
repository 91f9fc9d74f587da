package dev.keyturn.cli.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.SecretVersionsListEntry;

/** When versions were made. DescribeSecret does not tell it. */
public final class VersionAge {

  private VersionAge() {}

  /**
   * Asks when a version was made.
   *
   * @param client asks
   * @param secret name or ARN
   * @param version a labelled version
   * @return the time, or empty if the service does not tell it
   */
  public static Optional<Instant> created(
      SecretsManagerClient client, String secret, String version) {
    return client.listSecretVersionIdsPaginator(r -> r.secretId(secret)).stream()
        .flatMap(page -> page.versions().stream())
        .filter(entry -> entry.versionId().equals(version))
        .map(SecretVersionsListEntry::createdDate)
        .findFirst();
  }

  /**
   * Tells whether a rotation that made a version may still be under way. A version of the future is
   * of a service with another clock, on which nothing can be said.
   *
   * @param created when the version was made
   * @param now the present
   * @param least how old it has to be to have been left behind
   * @return whether it is younger
   */
  public static boolean younger(Instant created, Instant now, Duration least) {
    return Duration.between(created, now).abs().compareTo(least) < 0;
  }
}
