package dev.keyturn.rotators.mariadb;

import dev.keyturn.secret.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.mariadb.jdbc.plugin.Credential;
import org.mariadb.jdbc.plugin.authentication.standard.Ed25519PasswordPlugin;

/**
 * Computes what the server stores instead of a password, so that its log never has the password.
 *
 * @see <a
 *     href="https://mariadb.com/docs/server/reference/plugins/authentication-plugins/authentication-with-pluggable-auth-plugins/authentication-plugin-ed25519">MariaDB:
 *     ed25519</a>
 * @see <a
 *     href="https://mariadb.com/docs/server/reference/plugins/authentication-plugins/authentication-with-pluggable-auth-plugins/authentication-plugin-mysql_native_password">MariaDB:
 *     mysql_native_password</a>
 */
enum Hash {
  /** The public key to the private one that is the password. */
  ED25519 {
    @Override
    String of(SecretText password) {
      Credential credential = new Credential("", password.reveal());
      byte[] key = new Ed25519PasswordPlugin(password.reveal(), new byte[0]).hash(credential);
      return Base64.getEncoder().withoutPadding().encodeToString(key);
    }
  },
  /** SHA-1 of SHA-1. */
  MYSQL_NATIVE_PASSWORD {
    @Override
    String of(SecretText password) {
      try {
        MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
        byte[] once = sha1.digest(password.reveal().getBytes(StandardCharsets.UTF_8));
        return "*" + HexFormat.of().withUpperCase().formatHex(sha1.digest(once));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this JVM lacks SHA-1", e);
      }
    }
  };

  abstract String of(SecretText password);

  /** What the plugin is called. */
  String plugin() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Hash> ofPlugin(String plugin) {
    for (Hash hash : values()) {
      if (hash.plugin().equals(plugin)) {
        return Optional.of(hash);
      }
    }
    return Optional.empty();
  }
}
