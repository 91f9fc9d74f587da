package dev.keyturn.rotators.mysqlprotocol;

import dev.keyturn.credential.Codec;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.credential.DatabaseDefaults;
import java.util.List;

/**
 * A product that speaks the protocol.
 *
 * @param name what its vendor calls it
 * @param engines what its secrets may call it
 * @param longestName how many characters a user name may have
 */
public record Product(String name, List<String> engines, int longestName) {

  private static final int PORT = 3306;

  /** A connection need not choose a database. */
  static final String NO_DATABASE = "";

  /** Copies the names. */
  public Product {
    engines = List.copyOf(engines);
  }

  /**
   * Reads and writes its secrets.
   *
   * @return a thread-safe codec
   */
  public Codec<DatabaseCredential> codec() {
    return DatabaseCredential.codec(new DatabaseDefaults(engines, PORT, NO_DATABASE));
  }
}
