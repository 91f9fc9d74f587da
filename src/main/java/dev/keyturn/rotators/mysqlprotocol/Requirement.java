package dev.keyturn.rotators.mysqlprotocol;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an account demands of connections, and how much it may use.
 *
 * @param tls the clause from REQUIRE on
 * @param limits the values of its limits, by the words of ALTER USER
 */
record Requirement(String tls, Map<String, String> limits) {

  static final String COLUMNS =
      "u.ssl_type, CONVERT(u.ssl_cipher USING utf8mb4) AS cipher,"
          + " CONVERT(u.x509_issuer USING utf8mb4) AS issuer,"
          + " CONVERT(u.x509_subject USING utf8mb4) AS subject";

  static Requirement read(ResultSet row, Map<String, String> limits) throws SQLException {
    Map<String, String> values = new LinkedHashMap<>();
    for (Map.Entry<String, String> limit : limits.entrySet()) {
      values.put(limit.getValue(), row.getString(limit.getKey()));
    }
    return new Requirement(tls(row), values);
  }

  private static String tls(ResultSet row) throws SQLException {
    return switch (row.getString("ssl_type")) {
      case "" -> "REQUIRE NONE";
      case "ANY" -> "REQUIRE SSL";
      case "X509" -> "REQUIRE X509";
      default -> "REQUIRE " + String.join(" AND ", specified(row));
    };
  }

  private static List<String> specified(ResultSet row) throws SQLException {
    List<String> parts = new ArrayList<>();
    for (String part : List.of("cipher", "issuer", "subject")) {
      String value = row.getString(part);
      if (value != null && !value.isEmpty()) {
        parts.add(part.toUpperCase(Locale.ROOT) + " " + Sql.literal(value));
      }
    }
    return parts;
  }

  /** The clauses of CREATE USER and ALTER USER. */
  String clauses() {
    StringBuilder clauses = new StringBuilder(tls).append(" WITH");
    limits.forEach((words, value) -> clauses.append(' ').append(words).append(' ').append(value));
    return clauses.toString();
  }
}
