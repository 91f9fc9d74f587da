package dev.keyturn.rotators.mysqlprotocol;

import dev.keyturn.secret.SecretText;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What MySQL and MariaDB do each in its own way. */
public interface Dialect {

  /**
   * Names the product.
   *
   * @return the product
   */
  Product product();

  /**
   * Tells which servers the rotator is for.
   *
   * @param server what the server says it is
   * @return why it is not for this one, or empty
   */
  Optional<String> objection(ServerVersion server);

  /**
   * Lets users set the password of their own accounts.
   *
   * @param setting the session, the accounts and the passwords
   * @throws SQLException if the server refuses
   */
  void setOwn(Setting setting) throws SQLException;

  /**
   * Sets the password of accounts that are in use.
   *
   * @param setting the session, the accounts and the passwords
   * @throws SQLException if the server refuses
   */
  void setInUse(Setting setting) throws SQLException;

  /**
   * Sets the only password of accounts that nobody uses, and lets them log in.
   *
   * @param setting the session, the accounts and the passwords
   * @throws SQLException if the server refuses
   */
  void setIdle(Setting setting) throws SQLException;

  /**
   * Finds out by which plugin an account takes a password that can be set.
   *
   * @param statements the session
   * @param account whose
   * @param plugin what the server's tables say
   * @return the plugin, or empty if it takes none
   * @throws SQLException if it cannot be read
   */
  Optional<String> passwordPlugin(Statements statements, Account account, String plugin)
      throws SQLException;

  /**
   * Writes what stands after the account when one is created like another.
   *
   * @param plugin the other's plugin
   * @param password the password
   * @return the clause from IDENTIFIED on
   */
  String identification(String plugin, SecretText password);

  /**
   * Lists the limits that an account can have, each by its column in {@code mysql.user}.
   *
   * @return the words of ALTER USER, by column
   */
  Map<String, String> limits();

  /**
   * Reads the default roles.
   *
   * @param statements the session
   * @param account whose
   * @return the roles as statements name them, in a fixed order
   * @throws SQLException if they cannot be read
   */
  List<String> defaultRoles(Statements statements, Account account) throws SQLException;

  /**
   * Writes the statement that sets the default roles.
   *
   * @param account whose
   * @param roles the roles as statements name them; none are no default roles
   * @return the statement
   */
  Change setDefaultRoles(Account account, List<String> roles);

  /**
   * Explains why the server found a password wanting, by the settings that it went by.
   *
   * @param statements the session
   * @param failure what the server answered
   * @return what to do, or empty if it was none of the password's qualities
   * @throws SQLException if the settings cannot be read
   */
  Optional<String> policyRemedy(Statements statements, SQLException failure) throws SQLException;
}
