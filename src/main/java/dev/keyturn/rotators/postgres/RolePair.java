package dev.keyturn.rotators.postgres;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import java.util.Optional;

/**
 * Two users who take turns: the one that was there first, and its alternate, a member of it.
 *
 * <p>Which is which is in the catalogue and nowhere else, so that it stays true when the two have
 * changed places, and so that no original is ever granted its own alternate.
 *
 * @param original the one whose privileges both have
 * @param alternate the other one, or empty if it has to be made
 * @param alternateName what the other one is called
 */
record RolePair(Role original, Optional<Role> alternate, String alternateName) {

  static RolePair of(Role current, Optional<Role> pending, String pendingName) {
    if (pending.isEmpty() || pending.get().isMemberOf(current)) {
      return new RolePair(current, pending, pendingName);
    }
    if (current.isMemberOf(pending.get())) {
      return new RolePair(pending.get(), Optional.of(current), current.name());
    }
    // Else whoever may write the secret could name any role and have the admin take it over.
    throw new RotationException(
        Reason.SERVICE_REFUSED,
        "role '%s' exists, but is not the alternate of '%s': neither is a member of the other"
            .formatted(pendingName, current.name()),
        "If the two are to take turns, run: GRANT %s TO %s; otherwise name another user in member"
                .formatted(Sql.identifier(current.name()), Sql.identifier(pendingName))
            + " 'usernames' of AWSCURRENT");
  }

  /** An alternate can only have the original's privileges if it inherits them. */
  void requireInheritance() {
    if (!original.attributes().has(Attribute.INHERIT)) {
      throw new RotationException(
          Reason.SERVICE_REFUSED,
          "role '%s' is NOINHERIT, so an alternate like it would not have its privileges"
              .formatted(original.name()),
          "Run: ALTER ROLE %s INHERIT; or rotate one user, with ROTATION_STRATEGY set to admin"
              .formatted(Sql.identifier(original.name())));
    }
  }
}
