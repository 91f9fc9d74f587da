package dev.keyturn.rotators.mysqlprotocol;

import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.rotation.Authority;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.SetRequest;
import dev.keyturn.rotators.jdbc.Pause;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Sets one pending password, and before it whatever else the pending user needs. */
public final class PasswordChange {

  /** What a user is answered who may not read the server's tables. */
  private static final Set<Integer> MAY_NOT_READ = Set.of(1044, 1142, 1143);

  /** ER_SPECIFIC_ACCESS_DENIED_ERROR. */
  private static final int PRIVILEGE_MISSING = 1227;

  private final Dialect dialect;
  private final SetRequest<DatabaseCredential, Connection> request;
  private final Statements statements;
  private final String user;

  private PasswordChange(Dialect dialect, SetRequest<DatabaseCredential, Connection> request) {
    this.dialect = dialect;
    this.request = request;
    this.statements = new Statements(request.session(), request.deadline(), Pause.sleeping());
    this.user = request.pending().username();
  }

  /**
   * Makes the change.
   *
   * @param dialect what the product does in its own way
   * @param request session, authority and credentials
   */
  public static void make(Dialect dialect, SetRequest<DatabaseCredential, Connection> request) {
    Names names = new Names(dialect.product());
    names.check(request.current(), "AWSCURRENT");
    names.check(request.pending(), "AWSPENDING");
    new PasswordChange(dialect, request).run();
  }

  private void run() {
    Account actor = new Account(request.login().username(), "%");
    ServerVersion server = null;
    try {
      server = ServerVersion.of(request.session());
      requireServer(server);
      statements.prepare();
      actor = actor();
      change(server, actor);
    } catch (SQLException e) {
      throw new SetFailure(statements, dialect, actor, user).of(e);
    }
  }

  private void requireServer(ServerVersion server) {
    dialect
        .objection(server)
        .ifPresent(
            remedy -> {
              throw new RotationException(
                  Reason.SERVICE_REFUSED,
                  "the server is %s %s"
                      .formatted(server.mariaDb() ? "MariaDB" : "MySQL", server.text()),
                  remedy);
            });
  }

  private Account actor() throws SQLException {
    String expected = request.login().username();
    Account actor = ServerLogin.currentUser(request.session());
    if (!actor.user().equals(expected)) {
      throw ServerLogin.notItself(request.authority().toString(), expected, actor);
    }
    return actor;
  }

  private void change(ServerVersion server, Account actor) throws SQLException {
    if (request.authority() != Authority.ADMIN) {
      changeOwn(server, actor);
      return;
    }
    lock();
    if (user.equals(request.current().username())) {
      dialect.setInUse(setting(server, actor, accounts()));
    } else {
      Alternation alternation = new Alternation(statements, dialect, actor, request.warnings());
      List<Account> idle =
          alternation.prepare(request.current().username(), user, request.pending().password());
      dialect.setIdle(setting(server, actor, idle));
    }
  }

  private void changeOwn(ServerVersion server, Account actor) throws SQLException {
    List<Account> accounts = ownAccounts(actor);
    try {
      dialect.setOwn(setting(server, actor, accounts));
    } catch (SQLException e) {
      // Whoever may read all accounts need not be one who may change them.
      if (e.getErrorCode() != PRIVILEGE_MISSING || accounts.equals(List.of(actor))) {
        throw e;
      }
      dialect.setOwn(setting(server, actor, List.of(actor)));
      request.warnings().accept(onlyItsOwn(actor, accounts));
    }
  }

  private static String onlyItsOwn(Account actor, List<Account> accounts) {
    String others =
        accounts.stream()
            .filter(account -> !account.equals(actor))
            .map(Account::toString)
            .collect(Collectors.joining(", "));
    return "%s kept the old password: %s may change its own only. Let an admin set it, with strategy admin"
        .formatted(others, actor);
  }

  /** The account of the session, and those for other hosts if the user may know of them. */
  private List<Account> ownAccounts(Account actor) throws SQLException {
    try {
      return accounts();
    } catch (SQLException e) {
      if (!MAY_NOT_READ.contains(e.getErrorCode())) {
        throw e;
      }
      return List.of(actor);
    }
  }

  private List<Account> accounts() throws SQLException {
    List<Profile> all = new AccountCatalog(statements, dialect).of(user);
    List<Account> accounts =
        all.stream().filter(Profile::takesPasswords).map(Profile::account).toList();
    if (accounts.isEmpty()) {
      throw new RotationException(
          Reason.USER_MISSING,
          "there is no account of '" + user + "' that logs in by a password",
          "Run: CREATE USER %s; or name a user that exists in member 'username'"
              .formatted(new Account(user, "%")));
    }
    all.stream()
        .filter(profile -> !profile.takesPasswords())
        .forEach(
            profile ->
                request
                    .warnings()
                    .accept(
                        "%s was left alone: it authenticates by %s"
                            .formatted(profile.account(), profile.plugin())));
    return accounts;
  }

  /**
   * Two admins' sessions that rotate the same user wait for each other. It ends with the session.
   */
  private void lock() throws SQLException {
    long patience = Math.max(1, statements.remaining().toSeconds() - 1);
    String name = "keyturn:" + Integer.toHexString(pair().hashCode());
    Change query =
        new Change("waiting for another rotation of '" + user + "'", "SELECT GET_LOCK(?, ?)", "");
    List<Integer> taken = statements.list(query, row -> row.getInt(1), name, patience);
    if (!taken.equals(List.of(1))) {
      throw new RotationException(
          Reason.OUT_OF_TIME,
          "another session is rotating '" + user + "'",
          "Wait until it has ended; Secrets Manager reattempts the rotation");
    }
  }

  /** The same whichever of the two is pending. */
  private Set<String> pair() {
    return Set.copyOf(List.of(user, request.current().username()));
  }

  private Setting setting(ServerVersion server, Account actor, List<Account> accounts) {
    return new Setting(
        statements,
        server,
        actor,
        accounts,
        request.login(),
        request.current(),
        request.pending(),
        request.warnings());
  }
}
