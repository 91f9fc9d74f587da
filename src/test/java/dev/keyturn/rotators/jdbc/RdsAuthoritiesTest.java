package dev.keyturn.rotators.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The authorities of Amazon RDS that come with the project, and who is not one of them. */
class RdsAuthoritiesTest {

  /** The name of a real one, which anybody can give to a certificate of theirs. */
  private static final String REAL_NAME =
      "L=Seattle,CN=Amazon RDS eu-west-1 Root CA ECC384 G1,ST=WA,OU=Amazon RDS,O=Amazon Web"
          + " Services\\, Inc.,C=US";

  private static final String LATER_NAME = REAL_NAME.replace("G1", "G9");

  @TempDir static Path directory;

  private static CertificateMill mill;

  @BeforeAll
  static void makeCertificates() throws Exception {
    mill = new CertificateMill(directory.resolve("certificates.p12"), "password");
    mill.authority("impostor", REAL_NAME);
    mill.server("fooled", "impostor", "db.eu-west-1.rds.amazonaws.com");
    mill.authority("later", LATER_NAME);
    mill.server("newer", "later", "db.eu-west-1.rds.amazonaws.com");
  }

  @Test
  void everyAuthorityIsValidSignedByItselfAndFoundByItsName() throws Exception {
    String bundle = resource();
    List<X509Certificate> all = Certificates.parse(bundle);
    Instant released = Instant.parse("2026-11-30T00:00:00Z");

    assertThat(all).hasSizeGreaterThan(80).doesNotHaveDuplicates();
    for (X509Certificate authority : all) {
      String name = authority.getSubjectX500Principal().getName();
      assertThat(name).contains("Amazon RDS");
      assertThatCode(() -> authority.checkValidity(Date.from(released)))
          .as(name)
          .doesNotThrowAnyException();
      assertThat(authority.getBasicConstraints()).as(name).isNotNegative();
      authority.verify(authority.getPublicKey());
      assertThat(RdsAuthorities.issuersOf(new X509Certificate[] {authority}))
          .as(name)
          .contains(authority);
    }
    assertThat(bundle.lines().filter(line -> line.startsWith("# "))).hasSize(all.size());
  }

  @Test
  void otherChainsAskForNone() throws Exception {
    CertificateMill other = new CertificateMill(directory.resolve("other.p12"), "password");
    other.authority("ca", "CN=Amazon Root CA of somebody");

    assertThat(RdsAuthorities.issuersOf(other.chain("ca"))).isEmpty();
  }

  @Test
  void aChainThatOnlySaysToBeOfAmazonIsRefused() throws Exception {
    X509Certificate[] chain = mill.chain("fooled");
    assertThat(RdsAuthorities.issuersOf(chain)).isNotEmpty();
    AuthorityTrust trust = new AuthorityTrust(List.of());

    assertThatThrownBy(() -> trust.checkServerTrusted(chain, "ECDHE_ECDSA"))
        .isInstanceOf(CertificateException.class)
        .hasCauseInstanceOf(CertPathValidatorException.class)
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
  }

  @Test
  void anAuthorityThatIsNewerThanTheProjectCanBeConfigured() throws Exception {
    X509Certificate[] chain = mill.chain("newer");

    assertThatThrownBy(() -> new AuthorityTrust(List.of()).checkServerTrusted(chain, "ECDHE_ECDSA"))
        .isInstanceOf(CertificateException.class);
    new AuthorityTrust(Certificates.parse(mill.certificate("later")))
        .checkServerTrusted(chain, "ECDHE_ECDSA");
  }

  /** Even for a name that is in the bundle. */
  @Test
  void whatIsConfiguredIsTrustedBesidesTheBundle() throws Exception {
    new AuthorityTrust(Certificates.parse(mill.certificate("impostor")))
        .checkServerTrusted(mill.chain("fooled"), "ECDHE_ECDSA");
  }

  private static String resource() throws Exception {
    try (InputStream in = RdsAuthorities.class.getResourceAsStream("rds-authorities.pem")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
