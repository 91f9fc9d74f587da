package dev.keyturn.rotators.mysqlprotocol;

import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import java.util.regex.Pattern;

/** Refuses names that the driver or the server would take for something else. */
final class Names {

  /** One name or address; the driver would read a list, and in a URL also options. */
  private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{N}._:%-]+");

  private final Product product;

  Names(Product product) {
    this.product = product;
  }

  void check(DatabaseCredential credential, String version) {
    String user = credential.username();
    int length = user.codePointCount(0, user.length());
    if (length > product.longestName()) {
      throw new RotationException(
          Reason.VALUE_INVALID,
          "the user name '%s' in %s has %d characters, and %s takes %d"
              .formatted(user, version, length, product.name(), product.longestName()),
          "Shorten member 'username' of AWSCURRENT, or name two shorter users in its member 'usernames',"
              + " then remove AWSPENDING from its version; the next rotation makes a new one");
    }
    if (user.length() != length) {
      throw new RotationException(
          Reason.VALUE_INVALID,
          "the user name '%s' in %s has a character beyond U+FFFF, for which %s would put another"
              .formatted(user, version, product.name()),
          "Correct member 'username' of AWSCURRENT, or its member 'usernames'");
    }
    if (user.indexOf('\0') >= 0 || credential.database().indexOf('\0') >= 0) {
      throw new RotationException(
          Reason.VALUE_INVALID,
          "member 'username' or 'dbname' in " + version + " contains a NUL character",
          "Correct the member");
    }
    if (!HOST.matcher(credential.host()).matches()) {
      throw new RotationException(
          Reason.VALUE_INVALID,
          "member 'host' in " + version + " is not one host name or address",
          "Correct the member; a port belongs into member 'port'");
    }
  }
}
