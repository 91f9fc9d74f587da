package dev.keyturn.rotators.mysqlprotocol;

import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.secret.SecretText;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A password that is to be set, and where.
 *
 * @param statements the session
 * @param server what the server says it is
 * @param actor the account that is logged in
 * @param accounts the accounts to set it for, all of one user
 * @param login who is logged in
 * @param current the credential that clients use
 * @param pending the credential to set
 * @param warnings takes what an operator should read
 */
public record Setting(
    Statements statements,
    ServerVersion server,
    Account actor,
    List<Account> accounts,
    DatabaseCredential login,
    DatabaseCredential current,
    DatabaseCredential pending,
    Consumer<String> warnings) {

  /** Copies the accounts. */
  public Setting {
    accounts = List.copyOf(accounts);
  }

  /**
   * Gives the password to set.
   *
   * @return the pending one
   */
  public SecretText password() {
    return pending.password();
  }

  /**
   * Runs one ALTER USER for all accounts, which the server does for all or for none.
   *
   * @param clause what stands after each account
   * @param options what stands at the end, or an empty text
   * @throws SQLException if the server refuses
   */
  public void alter(Function<Account, String> clause, String options) throws SQLException {
    statements.execute(
        Change.ofAccount(
            what(),
            accounts.stream()
                .map(account -> account + " " + clause.apply(account))
                .collect(Collectors.joining(", ", "ALTER USER ", options))));
  }

  /**
   * Says what is being done.
   *
   * @return words for messages
   */
  public String what() {
    return "changing the password of " + names();
  }

  String names() {
    return accounts.stream().map(Account::toString).collect(Collectors.joining(", "));
  }
}
