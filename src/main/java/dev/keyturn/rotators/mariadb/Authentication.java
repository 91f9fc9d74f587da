package dev.keyturn.rotators.mariadb;

import dev.keyturn.rotators.mysqlprotocol.Account;
import dev.keyturn.rotators.mysqlprotocol.Change;
import dev.keyturn.rotators.mysqlprotocol.Sql;
import dev.keyturn.rotators.mysqlprotocol.Statements;
import dev.keyturn.secret.SecretText;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ways in which an account authenticates, of which any one lets in.
 *
 * @param ways each way, in the order of the server
 * @see <a
 *     href="https://mariadb.com/docs/server/reference/sql-statements/account-management-sql-statements/create-user">CREATE
 *     USER</a>
 */
record Authentication(List<Way> ways) {

  /**
   * One way.
   *
   * @param plugin which plugin
   * @param using what the server stores for it, or empty
   */
  record Way(String plugin, String using) {

    Optional<Hash> hash() {
      return Hash.ofPlugin(plugin);
    }

    private String sql() {
      return using.isEmpty() ? plugin : plugin + " USING " + Sql.literal(using);
    }
  }

  private static final Pattern NATIVE = Pattern.compile(" IDENTIFIED BY PASSWORD '([^']*)'");

  /** Names of plugins, and what is stored for them: no plugin stores a quote. */
  private static final String WAY = "(\\w+)(?: (?:USING|AS) '([^']*)')?";

  private static final Pattern WAYS =
      Pattern.compile(" IDENTIFIED VIA (" + WAY + "(?: OR " + WAY + ")*)");

  private static final Pattern EACH = Pattern.compile(WAY);

  static Authentication read(Statements statements, Account account) throws SQLException {
    Change query =
        Change.reading("reading how " + account + " authenticates", "SHOW CREATE USER " + account);
    String text = statements.list(query, row -> row.getString(1)).get(0);
    // An account may be called anything.
    int user = "CREATE USER `".length() + account.user().length();
    return parse(text.substring(Math.min(user, text.length())));
  }

  static Authentication parse(String text) {
    Matcher ways = WAYS.matcher(text);
    if (ways.find()) {
      List<Way> all = new ArrayList<>();
      Matcher each = EACH.matcher(ways.group(1));
      while (each.find()) {
        if (!each.group(1).equals("OR")) {
          all.add(new Way(each.group(1), each.group(2) == null ? "" : each.group(2)));
        }
      }
      return new Authentication(all);
    }
    Matcher hash = NATIVE.matcher(text);
    String using = hash.find() ? hash.group(1) : "";
    return new Authentication(List.of(new Way(Hash.MYSQL_NATIVE_PASSWORD.plugin(), using)));
  }

  /** How the account takes a password that can be set: the first way that has one. */
  Optional<Hash> hash() {
    return ways.stream().flatMap(way -> way.hash().stream()).findFirst();
  }

  /** Other ways that have a password, which stays what it is. */
  List<String> otherPasswords() {
    return ways.stream().filter(way -> way.hash().isPresent()).skip(1).map(Way::plugin).toList();
  }

  /** The clause that sets a password and keeps all other ways. */
  String identification(SecretText password) {
    List<String> all = new ArrayList<>();
    boolean set = false;
    for (Way way : ways) {
      Optional<Hash> hash = set ? Optional.empty() : way.hash();
      set |= hash.isPresent();
      all.add(hash.map(found -> new Way(way.plugin(), found.of(password))).orElse(way).sql());
    }
    return "IDENTIFIED VIA " + String.join(" OR ", all);
  }
}
