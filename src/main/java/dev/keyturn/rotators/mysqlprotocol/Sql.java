package dev.keyturn.rotators.mysqlprotocol;

/**
 * Quotes what cannot be a parameter, which in a statement about accounts is everything.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/string-literals.html">MySQL: string
 *     literals</a>
 */
public final class Sql {

  private Sql() {}

  /**
   * Quotes a text. It means the same under {@code NO_BACKSLASH_ESCAPES} only, which {@link
   * ServerLogin} sets in every session.
   *
   * @param text the text
   * @return a literal
   */
  public static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
