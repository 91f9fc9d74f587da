package dev.keyturn.rotators.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The certificates of Amazon RDS that are in the artifact. */
class RdsAuthoritiesTest {

  /** The day on which they were taken over, see README.md beside them. */
  private static final Date TAKEN_OVER = Date.from(Instant.parse("2026-11-24T00:00:00Z"));

  @Test
  void eachIsAnAuthorityThatIsFoundByTheNameInItsHeading() throws Exception {
    String pem = pem();
    List<X509Certificate> all = Certificates.parse(pem);
    List<String> headings =
        pem.lines().filter(line -> line.startsWith("# ")).map(line -> line.substring(2)).toList();

    assertThat(all).hasSizeGreaterThan(50).hasSameSizeAs(headings);
    for (int i = 0; i < all.size(); i++) {
      X509Certificate authority = all.get(i);
      assertThat(headings.get(i))
          .isEqualTo(authority.getSubjectX500Principal().getName())
          .contains("Amazon RDS");
      assertThat(authority.getBasicConstraints()).as(headings.get(i)).isNotNegative();
      authority.checkValidity(TAKEN_OVER);
      assertThat(RdsAuthorities.issuersOf(new X509Certificate[] {issuedBy(authority, all)}))
          .as(headings.get(i))
          .contains(authority);
    }
    assertThat(new HashSet<>(all)).hasSameSizeAs(all);
  }

  @Test
  void aChainOfSomebodyElseNeedsNoneOfThem() throws Exception {
    TestAuthority other = TestAuthority.named("CN=Example Root");
    assertThat(RdsAuthorities.issuersOf(other.chainFor("localhost"))).isEmpty();
  }

  /** Roots issue themselves, and what is not a root is issued by one of them. */
  private static X509Certificate issuedBy(X509Certificate authority, List<X509Certificate> all) {
    return all.stream()
        .filter(
            certificate ->
                certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal()))
        .findFirst()
        .orElse(authority);
  }

  private static String pem() throws IOException {
    try (InputStream resource = RdsAuthorities.class.getResourceAsStream("rds-authorities.pem")) {
      return new String(resource.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
