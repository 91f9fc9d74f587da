package dev.keyturn.rotators.mysqlprotocol;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads accounts from the server's tables, and what they may do as the server tells it. */
final class AccountCatalog {

  private final Statements statements;
  private final Dialect dialect;

  AccountCatalog(Statements statements, Dialect dialect) {
    this.statements = statements;
    this.dialect = dialect;
  }

  /** All accounts of a user, in a fixed order. */
  List<Profile> of(String user) throws SQLException {
    Map<String, String> limits = dialect.limits();
    String columns =
        limits.keySet().stream().map(column -> "u." + column).collect(Collectors.joining(", "));
    Change query =
        Change.reading(
            "reading the accounts of '" + user + "'",
            "SELECT u.host, u.plugin, %s, %s FROM mysql.user u WHERE u.user = ? ORDER BY u.host"
                .formatted(Requirement.COLUMNS, columns));
    List<Profile> found =
        statements.list(
            query,
            row ->
                new Profile(
                    new Account(user, row.getString("host")),
                    row.getString("plugin"),
                    null,
                    Requirement.read(row, limits)),
            user);
    List<Profile> complete = new ArrayList<>();
    for (Profile profile : found) {
      complete.add(
          profile.with(dialect.passwordPlugin(statements, profile.account(), profile.plugin())));
    }
    return complete;
  }

  List<Privilege> privileges(Account account) throws SQLException {
    Change query =
        Change.reading("reading the privileges of " + account, "SHOW GRANTS FOR " + account);
    return statements.list(query, row -> row.getString(1)).stream()
        .flatMap(line -> Privilege.parse(line, account).stream())
        .toList();
  }

  List<String> defaultRoles(Account account) throws SQLException {
    return dialect.defaultRoles(statements, account);
  }

  static Optional<Profile> at(String host, List<Profile> profiles) {
    return profiles.stream().filter(profile -> profile.account().host().equals(host)).findFirst();
  }
}
