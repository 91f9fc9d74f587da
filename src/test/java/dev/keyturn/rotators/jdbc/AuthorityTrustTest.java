package dev.keyturn.rotators.jdbc;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose signature makes a server's certificate good. */
class AuthorityTrustTest {

  /** The second name is that of an authority in the bundle, whose key only Amazon has. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CN=Example Root",
        "CN=Amazon RDS of my own,OU=Amazon RDS",
        "L=Seattle,CN=Amazon RDS eu-west-1 Root CA ECC384 G1,ST=WA,OU=Amazon RDS,"
            + "O=Amazon Web Services\\, Inc.,C=US"
      })
  void anAuthorityIsTrustedForItsKeyAndNotForItsName(String name) throws Exception {
    TestAuthority authority = TestAuthority.named(name);
    var chain = authority.chainFor("localhost");

    assertThatThrownBy(() -> trusting("").checkServerTrusted(chain, "ECDHE_ECDSA"))
        .isInstanceOf(CertificateException.class);
    assertThatCode(() -> trusting(authority.pem()).checkServerTrusted(chain, "ECDHE_ECDSA"))
        .doesNotThrowAnyException();
  }

  private static AuthorityTrust trusting(String pem) throws Exception {
    return new AuthorityTrust(Certificates.parse(pem));
  }
}
