package dev.keyturn.rotators.postgres;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Makes the two users alike who take turns, within a transaction that sets a password next. */
final class Alternation {

  /** Two sessions that rotate the same pair wait for each other instead of colliding. */
  private static final String LOCK = "SELECT pg_catalog.pg_advisory_xact_lock(?, ?)";

  /** Tells our locks from those of others; "turn" in ASCII. */
  private static final int LOCK_CLASS = 0x7475726e;

  private final Transaction transaction;
  private final SessionFacts facts;
  private final ObjectOwner owner;
  private final RoleCatalog catalog;

  Alternation(Transaction transaction, SessionFacts facts, ObjectOwner owner) {
    this.transaction = transaction;
    this.facts = facts;
    this.owner = owner;
    this.catalog = new RoleCatalog(transaction.connection(), facts);
  }

  /**
   * Reconciles the alternate with the original, whichever of the two is pending.
   *
   * @return what an operator should know
   */
  List<String> prepare(String current, String pending) throws SQLException {
    transaction.doing("reading the roles '%s' and '%s'".formatted(current, pending));
    lock(current, pending);
    RolePair pair = RolePair.of(existing(current), catalog.find(pending), pending);
    pair.requireInheritance();
    Difference difference = Difference.of(pair, owner);
    AdminRights.require(facts, pair, difference, pending, reserved(difference));
    for (Change change : Changes.of(difference, facts)) {
      transaction.execute(change);
    }
    return warnings(pair, difference);
  }

  private Role existing(String name) throws SQLException {
    Optional<Role> role = catalog.find(name);
    return role.orElseThrow(
        () ->
            new RotationException(
                Reason.USER_MISSING,
                "role '" + name + "' does not exist any more",
                "Store a credential that logs in as AWSCURRENT"));
  }

  private List<String> reserved(Difference difference) throws SQLException {
    List<String> names = difference.parameterNames();
    return facts.isSuperuser() || names.isEmpty() ? List.of() : catalog.reserved(names);
  }

  private void lock(String one, String other) throws SQLException {
    try (PreparedStatement statement = transaction.connection().prepareStatement(LOCK)) {
      statement.setInt(1, LOCK_CLASS);
      // The same whichever of the two is pending.
      statement.setInt(2, one.hashCode() ^ other.hashCode());
      statement.execute();
    }
  }

  private static List<String> warnings(RolePair pair, Difference difference) {
    return difference.revoked().stream()
        .filter(difference::loses)
        .map(
            membership ->
                "'%s' was revoked from '%s', because '%s' does not have it"
                    .formatted(membership.group(), difference.name(), pair.original().name()))
        .toList();
  }
}
