package dev.keyturn.rotation;

import dev.keyturn.credential.Credential;
import dev.keyturn.credential.Identity;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.secret.VersionId;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the secret held before, read one by one; what cannot be read is left out. */
final class OldCredentials<C extends Credential<C>> implements Iterable<C> {

  private final Versions<C> versions;
  private final Identity identity;
  private final Consumer<String> warnings;

  /** Only of this identity: others are somebody else's. */
  OldCredentials(Versions<C> versions, Identity identity, Consumer<String> warnings) {
    this.versions = versions;
    this.identity = identity;
    this.warnings = warnings;
  }

  @Override
  public Iterator<C> iterator() {
    return new OneByOne();
  }

  /** Reads a version only when it is asked for, unlike a stream of streams. */
  private final class OneByOne implements Iterator<C> {

    private @Nullable Iterator<VersionId> older;
    private @Nullable C next;
    private boolean begun;

    @Override
    public boolean hasNext() {
      if (!begun) {
        begun = true;
        take(versions.previous());
      }
      while (next == null && older().hasNext()) {
        take(versions.deprecated(older().next()));
      }
      return next != null;
    }

    @Override
    public C next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      C taken = Objects.requireNonNull(next);
      next = null;
      return taken;
    }

    private void take(Rung<C> rung) {
      if (rung instanceof Rung.Usable<C> usable
          && usable.credential().identity().equals(identity)) {
        next = usable.credential();
      }
    }

    private Iterator<VersionId> older() {
      Iterator<VersionId> found = older;
      if (found == null) {
        found = deprecated().iterator();
        older = found;
      }
      return found;
    }
  }

  private List<VersionId> deprecated() {
    try {
      return versions.deprecated();
    } catch (SecretStoreException e) {
      // Retiring is repeated at every rotation, and none should fail for it.
      warnings.accept(
          "deprecated versions were not looked at: %s failed: %s"
              .formatted(e.call(), e.getMessage()));
      return List.of();
    }
  }
}
