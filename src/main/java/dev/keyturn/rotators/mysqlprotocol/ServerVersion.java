package dev.keyturn.rotators.mysqlprotocol;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server says it is; known since the handshake, so that asking costs nothing.
 *
 * @param mariaDb whether it is MariaDB
 * @param text the version as the server writes it
 * @param number the version, as comparable number: 80014 for 8.0.14
 */
public record ServerVersion(boolean mariaDb, String text, int number) {

  private static final Pattern NUMBER = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)");

  static ServerVersion of(Connection connection) throws SQLException {
    DatabaseMetaData server = connection.getMetaData();
    String text = server.getDatabaseProductVersion();
    return new ServerVersion("MariaDB".equals(server.getDatabaseProductName()), text, number(text));
  }

  static int number(String text) {
    Matcher matcher = NUMBER.matcher(text);
    return matcher.find() ? number(part(matcher, 1), part(matcher, 2), part(matcher, 3)) : 0;
  }

  private static int part(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  private static int number(int major, int minor, int patch) {
    return major * 10_000 + minor * 100 + patch;
  }

  /**
   * Compares by number, so that 9 and 10 come after 8.
   *
   * @param major the first part
   * @param minor the second part
   * @param patch the third part
   * @return whether it is this version or a later one
   */
  public boolean isAtLeast(int major, int minor, int patch) {
    return number >= number(major, minor, patch);
  }
}
