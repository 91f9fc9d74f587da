package dev.keyturn.rotators.mysqlprotocol;

/**
 * One statement, and what it does in words.
 *
 * @param what for messages: "creating 'x'@'%'"
 * @param sql the statement
 * @param needed the statement that gives the right to run it, with %s for whom; empty if nobody
 *     lacks it
 */
public record Change(String what, String sql, String needed) {

  static final String CREATE_USER = "GRANT CREATE USER ON *.* TO %s";
  static final String READ_ACCOUNTS = "GRANT SELECT ON mysql.* TO %s";

  /**
   * A change that whoever has CREATE USER may make.
   *
   * @param what for messages
   * @param sql the statement
   * @return the change
   */
  public static Change ofAccount(String what, String sql) {
    return new Change(what, sql, CREATE_USER);
  }

  /**
   * A query of the accounts.
   *
   * @param what for messages
   * @param sql the query
   * @return the query
   */
  public static Change reading(String what, String sql) {
    return new Change(what, sql, READ_ACCOUNTS);
  }
}
