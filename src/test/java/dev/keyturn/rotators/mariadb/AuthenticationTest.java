package dev.keyturn.rotators.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.secret.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What SHOW CREATE USER says, and what is set in its place. */
class AuthenticationTest {

  private static final SecretText SECRET = SecretText.of("secret");

  /** The two hashes are from the documentation of MariaDB. */
  @Test
  void computesWhatTheServerDoes() {
    assertThat(Hash.ED25519.of(SECRET)).isEqualTo("ZIgUREUg5PVgQ6LskhXmO+eZLS0nC8be6HPjYWR4YJY");
    assertThat(Hash.MYSQL_NATIVE_PASSWORD.of(SecretText.of("mariadb")))
        .isEqualTo("*54958E764CE10E50764C2EECBB71D01F08549980");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          `@`%`                                                           | IDENTIFIED VIA mysql_native_password USING '*14E65567ABDB5135D0CFD9A70B3032C179A49EE7'
          `@`%` IDENTIFIED BY PASSWORD '*00' REQUIRE SSL                  | IDENTIFIED VIA mysql_native_password USING '*14E65567ABDB5135D0CFD9A70B3032C179A49EE7'
          `@`%` IDENTIFIED VIA ed25519 USING 'x' ACCOUNT LOCK             | IDENTIFIED VIA ed25519 USING 'ZIgUREUg5PVgQ6LskhXmO+eZLS0nC8be6HPjYWR4YJY'
          `@`%` IDENTIFIED VIA unix_socket OR ed25519 USING 'x' OR gssapi | IDENTIFIED VIA unix_socket OR ed25519 USING 'ZIgUREUg5PVgQ6LskhXmO+eZLS0nC8be6HPjYWR4YJY' OR gssapi
          `@`%` IDENTIFIED VIA parsec USING 'P0/x'                        | IDENTIFIED VIA parsec USING 'P0/x'
          """)
  void keepsAllOtherWays(String text, String clause) {
    assertThat(Authentication.parse(text).identification(SECRET)).isEqualTo(clause);
  }
}
