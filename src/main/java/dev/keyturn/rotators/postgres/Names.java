package dev.keyturn.rotators.postgres;

import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Refuses names that the driver or the server would take for something else. */
final class Names {

  /** NAMEDATALEN - 1: the server cuts the rest off, and so would mean another role. */
  static final int LONGEST = 63;

  /** One name or address; the driver would read a list, and in a URL also options. */
  private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{N}._:%-]+");

  private Names() {}

  static void check(DatabaseCredential credential, String version) {
    String user = credential.username();
    int bytes = user.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > LONGEST) {
      throw new RotationException(
          Reason.VALUE_INVALID,
          "the user name '%s' in %s has %d bytes, and PostgreSQL cuts names off after %d"
              .formatted(user, version, bytes, LONGEST),
          "Shorten member 'username' of AWSCURRENT, or name two shorter users in its member 'usernames',"
              + " then remove AWSPENDING from its version; the next rotation makes a new one");
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
