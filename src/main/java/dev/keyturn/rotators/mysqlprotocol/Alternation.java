package dev.keyturn.rotators.mysqlprotocol;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.secret.SecretText;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes the two users alike who take turns. The password comes last and elsewhere: until it is set,
 * the next run of the step does all of this again.
 */
final class Alternation {

  /** No such table, and no such procedure or function: what is dropped leaves privileges behind. */
  private static final Set<Integer> GONE = Set.of(1146, 1305);

  private final Statements statements;
  private final Dialect dialect;
  private final AccountCatalog catalog;
  private final Account admin;
  private final Consumer<String> warnings;

  Alternation(Statements statements, Dialect dialect, Account admin, Consumer<String> warnings) {
    this.statements = statements;
    this.dialect = dialect;
    this.catalog = new AccountCatalog(statements, dialect);
    this.admin = admin;
    this.warnings = warnings;
  }

  /**
   * Reconciles the alternate with the original, whichever of the two is pending.
   *
   * @return the accounts of the pending user whose password is to be set
   */
  List<Account> prepare(String current, String pending, SecretText password) throws SQLException {
    AlternatingPair pair = AlternatingPair.of(current, pending);
    List<Profile> originals = catalog.of(pair.original());
    List<Profile> alternates = catalog.of(pair.alternate());
    requireExisting(originals, pair.original());
    List<Account> accounts = new ArrayList<>();
    for (Profile original : originals) {
      String plugin = original.passwordPlugin();
      if (plugin == null) {
        leftAlone(original);
        continue;
      }
      Account alternate = new Account(pair.alternate(), original.account().host());
      Optional<Profile> existing = AccountCatalog.at(alternate.host(), alternates);
      if (existing.isPresent()) {
        reconcile(original, existing.get(), pair);
      } else if (pending.equals(pair.alternate())) {
        create(original, plugin, alternate, password);
      }
      accounts.add(new Account(pending, alternate.host()));
    }
    requireExisting(accounts, pending);
    alternates.stream()
        .filter(profile -> AccountCatalog.at(profile.account().host(), originals).isEmpty())
        .forEach(this::leftAlone);
    return accounts;
  }

  /** Nobody can log in before the privileges are complete. */
  private void create(Profile original, String plugin, Account alternate, SecretText password)
      throws SQLException {
    statements.execute(
        Change.ofAccount(
            "creating " + alternate,
            "CREATE USER %s %s %s ACCOUNT LOCK"
                .formatted(
                    alternate,
                    dialect.identification(plugin, password),
                    original.requirement().clauses())));
    give(original.account(), alternate, List.of(), List.of());
  }

  private void reconcile(Profile original, Profile alternate, AlternatingPair pair)
      throws SQLException {
    Account account = alternate.account();
    List<Privilege> held = catalog.privileges(account);
    if (!pair.strict()) {
      requireNoMore(original.account(), account, held);
    }
    if (!original.requirement().equals(alternate.requirement())) {
      statements.execute(
          Change.ofAccount(
              "changing " + account,
              "ALTER USER " + account + " " + original.requirement().clauses()));
    }
    give(original.account(), account, held, catalog.defaultRoles(account));
  }

  private void give(
      Account original, Account alternate, List<Privilege> held, List<String> defaults)
      throws SQLException {
    PrivilegeDifference difference = PrivilegeDifference.of(catalog.privileges(original), held);
    for (Change change : difference.changes(alternate, admin)) {
      executeUnlessGone(change);
    }
    List<String> surplus = difference.surplus();
    if (!surplus.isEmpty()) {
      warnings.accept(
          "%s lost %s, because %s does not have it"
              .formatted(alternate, String.join(", ", surplus), original));
    }
    List<String> wanted = catalog.defaultRoles(original);
    if (!wanted.equals(defaults)) {
      statements.execute(dialect.setDefaultRoles(alternate, wanted));
    }
  }

  private void executeUnlessGone(Change change) throws SQLException {
    try {
      statements.execute(change);
    } catch (SQLException e) {
      if (!GONE.contains(e.getErrorCode())) {
        throw e;
      }
      warnings.accept("%s was left out: %s".formatted(change.what(), ServerSaid.text(e)));
    }
  }

  private void requireNoMore(Account original, Account alternate, List<Privilege> held)
      throws SQLException {
    List<String> surplus = PrivilegeDifference.of(catalog.privileges(original), held).surplus();
    if (!surplus.isEmpty()) {
      throw new RotationException(
          Reason.SERVICE_REFUSED,
          "%s may do more than the current %s: %s"
              .formatted(alternate, original, String.join(", ", surplus)),
          "If the two are to take turns, grant that to %s or revoke it from %s; otherwise name another user in"
                  .formatted(original, alternate)
              + " member 'usernames' of AWSCURRENT");
    }
  }

  private void leftAlone(Profile profile) {
    warnings.accept(
        profile.account()
            + " was left alone: "
            + (profile.takesPasswords()
                ? "the other user has no account for that host"
                : "it authenticates by " + profile.plugin()));
  }

  private void requireExisting(List<?> accounts, String user) {
    if (accounts.isEmpty()) {
      throw new RotationException(
          Reason.USER_MISSING,
          "there is no account of '" + user + "' that logs in by a password",
          "Store a credential that logs in as AWSCURRENT");
    }
  }
}
