package dev.keyturn.rotators.mysqlprotocol;

/**
 * A user name and the hosts that it comes from, which together make an account.
 *
 * @param user the user
 * @param host a host, a pattern of hosts, or a network
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/account-names.html">MySQL: account
 *     names</a>
 */
public record Account(String user, String host) {

  /** Takes {@code CURRENT_USER()} apart; a host contains no @, but a user may. */
  static Account parse(String text) {
    int at = text.lastIndexOf('@');
    return new Account(text.substring(0, at), text.substring(at + 1));
  }

  Account at(String otherHost) {
    return new Account(user, otherHost);
  }

  /**
   * Gives the account as statements name it.
   *
   * @return quoted user and host
   */
  @Override
  public String toString() {
    return Sql.literal(user) + "@" + Sql.literal(host);
  }
}
