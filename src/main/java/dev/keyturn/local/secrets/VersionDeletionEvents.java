package dev.keyturn.local.secrets;

import dev.keyturn.local.events.ServiceEvent.VersionDeletion;
import dev.keyturn.local.events.ServiceObserver;
import dev.keyturn.local.events.VersionDeletionName;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells of versions whose deletion is planned, taken back or done, whatever the reason.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html#cloudtrail_log_entries_deletion">Log
 *     entries for deletion</a>
 */
public final class VersionDeletionEvents implements SecretWatcher {

  private final InstantSource clock;
  private final ServiceObserver observer;

  /**
   * Takes whoever is told.
   *
   * @param clock tells the time
   * @param observer hears of the events
   */
  public VersionDeletionEvents(InstantSource clock, ServiceObserver observer) {
    this.clock = clock;
    this.observer = observer;
  }

  @Override
  public void changed(SecretKey key, @Nullable Secret before, @Nullable Secret after) {
    if (before == null) {
      return;
    }
    boolean planned = before.deletion() != null;
    if (after == null) {
      ended(before, before.versions().all(), planned);
    } else if (planned != (after.deletion() != null)) {
      tell(
          planned ? VersionDeletionName.CANCELLED : VersionDeletionName.STARTED,
          after,
          after.versions().all());
    } else if (before.versions() != after.versions()) {
      ended(before, purged(before.versions(), after.versions()), false);
    }
  }

  /** Versions without labels that are no more; a label is never taken away with its version. */
  private static List<Version> purged(Versions before, Versions after) {
    return before.all().stream()
        .filter(version -> after.find(version.id()).isEmpty())
        .filter(version -> before.labelsOf(version.id()).isEmpty())
        .toList();
  }

  private void ended(Secret secret, Iterable<Version> versions, boolean started) {
    if (!started) {
      tell(VersionDeletionName.STARTED, secret, versions);
    }
    tell(VersionDeletionName.ENDED, secret, versions);
  }

  private void tell(VersionDeletionName state, Secret secret, Iterable<Version> versions) {
    versions.forEach(
        version ->
            observer.observed(
                new VersionDeletion(clock.instant(), state, secret.arn(), version.id())));
  }
}
