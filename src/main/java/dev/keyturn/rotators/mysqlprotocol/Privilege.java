package dev.keyturn.rotators.mysqlprotocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that an account may do, as SHOW GRANTS tells it.
 *
 * @param kind what it is
 * @param what the privilege, one column of it at most, or the role
 * @param where on what; empty for roles
 * @param grantable whether the account may pass it on
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/show-grants.html">MySQL: SHOW GRANTS</a>
 */
record Privilege(Kind kind, String what, String where, boolean grantable) {

  /** What GRANT gives. */
  enum Kind {
    PRIVILEGE,
    ROLE,
    /** A database to which a global privilege does not extend; MySQL calls it partial revoke. */
    DENIAL
  }

  static final String ALL = "ALL PRIVILEGES";

  /** No privilege at all, but what GRANT OPTION is tied to when there is no other. */
  static final String USAGE = "USAGE";

  private static final Pattern COLUMNS = Pattern.compile("([A-Z ]+) \\((.*)\\)");

  /** Everything that a line gives to the account; nothing if it is about another one. */
  static List<Privilege> parse(String line, Account account) {
    if (line.startsWith("REVOKE ")) {
      return parse(line, Kind.DENIAL, "REVOKE ", " FROM ", account);
    }
    return line.startsWith("GRANT ")
        ? parse(line, Kind.PRIVILEGE, "GRANT ", " TO ", account)
        : List.of();
  }

  private static List<Privilege> parse(
      String line, Kind kind, String verb, String preposition, Account account) {
    StatementText text = new StatementText(line);
    int end = text.find(preposition, verb.length());
    Optional<String> rest =
        end < 0 ? Optional.empty() : after(line.substring(end + preposition.length()), account);
    if (rest.isEmpty()) {
      return List.of();
    }
    boolean grantable =
        rest.get().endsWith("WITH GRANT OPTION") || rest.get().endsWith("WITH ADMIN OPTION");
    int on = text.find(" ON ", verb.length());
    if (on < 0 || on > end) {
      return new StatementText(line.substring(verb.length(), end))
          .parts().stream().map(role -> new Privilege(Kind.ROLE, role, "", grantable)).toList();
    }
    String where = line.substring(on + " ON ".length(), end);
    return new StatementText(line.substring(verb.length(), on))
        .parts().stream()
            .flatMap(privilege -> columns(privilege).stream())
            .filter(privilege -> grantable || !privilege.equals(USAGE))
            .map(privilege -> new Privilege(kind, privilege, where, grantable))
            .toList();
  }

  /** What follows the account, or nothing if it is another one. */
  private static Optional<String> after(String text, Account account) {
    for (char quote : new char[] {'`', '\''}) {
      String name = quoted(account.user(), quote) + "@" + quoted(account.host(), quote);
      if (text.startsWith(name)) {
        return Optional.of(text.substring(name.length()));
      }
    }
    return Optional.empty();
  }

  private static String quoted(String name, char quote) {
    String mark = String.valueOf(quote);
    return mark + name.replace(mark, mark + mark) + mark;
  }

  /** The server lists columns in an order of its own. */
  private static List<String> columns(String privilege) {
    Matcher matcher = COLUMNS.matcher(privilege);
    if (!matcher.matches()) {
      return List.of(privilege);
    }
    List<String> each = new ArrayList<>();
    for (String column : new StatementText(matcher.group(2)).parts()) {
      each.add(matcher.group(1) + " (" + column + ")");
    }
    return each;
  }

  boolean isSameAs(Privilege other) {
    return kind == other.kind && what.equals(other.what) && where.equals(other.where);
  }

  Privilege of(String others) {
    return new Privilege(kind, others, where, grantable);
  }

  /** What one has to have to give it to others. */
  Privilege transferable() {
    return new Privilege(kind, what, where, true);
  }

  boolean isAt(Kind otherKind, String otherWhere) {
    return kind == otherKind && where.equals(otherWhere);
  }

  /** What it is, for messages. */
  @Override
  public String toString() {
    String object = where.isEmpty() ? what : what + " ON " + where;
    return switch (kind) {
      case PRIVILEGE -> object + (grantable ? " WITH GRANT OPTION" : "");
      case ROLE -> object + (grantable ? " WITH ADMIN OPTION" : "");
      case DENIAL -> "no " + object;
    };
  }

  String grant(Account account) {
    return "GRANT "
        + (where.isEmpty() ? what : what + " ON " + where)
        + " TO "
        + account
        + option();
  }

  String revoke(Account account) {
    return "REVOKE " + (where.isEmpty() ? what : what + " ON " + where) + " FROM " + account;
  }

  private String option() {
    if (!grantable) {
      return "";
    }
    return kind == Kind.ROLE ? " WITH ADMIN OPTION" : " WITH GRANT OPTION";
  }
}
