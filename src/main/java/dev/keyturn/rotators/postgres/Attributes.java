package dev.keyturn.rotators.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * All attributes of a role.
 *
 * @param present those that it has
 * @param connectionLimit how many connections it may have, -1 for any number
 * @param validUntil when its password expires, as the server writes it
 */
record Attributes(Set<Attribute> present, int connectionLimit, String validUntil) {

  static final int UNLIMITED = -1;
  static final String FOREVER = "infinity";

  /** What a role has that is created without a word. */
  static final Attributes DEFAULT =
      new Attributes(EnumSet.of(Attribute.INHERIT), UNLIMITED, FOREVER);

  static Attributes read(ResultSet row) throws SQLException {
    Set<Attribute> present = EnumSet.noneOf(Attribute.class);
    for (Attribute attribute : Attribute.values()) {
      if (row.getBoolean(attribute.column())) {
        present.add(attribute);
      }
    }
    String validUntil = row.getString("rolvaliduntil");
    return new Attributes(
        present, row.getInt("rolconnlimit"), validUntil == null ? FOREVER : validUntil);
  }

  boolean has(Attribute attribute) {
    return present.contains(attribute);
  }

  Attributes with(Attribute attribute) {
    Set<Attribute> more = EnumSet.copyOf(present);
    more.add(attribute);
    return new Attributes(more, connectionLimit, validUntil);
  }

  Set<Attribute> differing(Attributes other) {
    Set<Attribute> differing = EnumSet.noneOf(Attribute.class);
    for (Attribute attribute : Attribute.values()) {
      if (has(attribute) != other.has(attribute)) {
        differing.add(attribute);
      }
    }
    return differing;
  }

  /** The words that turn a role with {@code from} into one with these; only what differs. */
  List<String> wordsFrom(Attributes from) {
    List<String> words = new ArrayList<>();
    // Naming an attribute takes the right to change it, even if it does not change.
    differing(from).forEach(attribute -> words.add(attribute.words(has(attribute))));
    if (connectionLimit != from.connectionLimit) {
      words.add("CONNECTION LIMIT " + connectionLimit);
    }
    if (!validUntil.equals(from.validUntil)) {
      words.add("VALID UNTIL " + Sql.literal(validUntil));
    }
    return words;
  }
}
