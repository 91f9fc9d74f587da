package dev.keyturn.rotators.jdbc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The certificate authorities of Amazon RDS, of which only those are parsed that a chain names.
 *
 * <p>Parsing all of them would cost every cold start more than the rest of a login does.
 */
final class RdsAuthorities {

  private static final String RESOURCE = "rds-authorities.pem";
  private static final String HEADING = "# ";

  private RdsAuthorities() {}

  /** The authorities that may have issued a certificate of the chain; empty for other services. */
  static List<X509Certificate> issuersOf(X509Certificate[] chain) throws CertificateException {
    Set<String> issuers =
        Arrays.stream(chain)
            .map(certificate -> certificate.getIssuerX500Principal().getName())
            .filter(name -> name.contains("Amazon RDS"))
            .collect(Collectors.toCollection(HashSet::new));
    return issuers.isEmpty() ? List.of() : Certificates.parse(entries(issuers));
  }

  private static String entries(Set<String> names) {
    StringBuilder found = new StringBuilder();
    try (BufferedReader reader = open()) {
      boolean wanted = false;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith(HEADING)) {
          wanted = names.contains(line.substring(HEADING.length()));
        } else if (wanted) {
          found.append(line).append('\n');
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + RESOURCE, e);
    }
    return found.toString();
  }

  private static BufferedReader open() throws IOException {
    InputStream in = RdsAuthorities.class.getResourceAsStream(RESOURCE);
    if (in == null) {
      throw new IOException("it is missing from the class path");
    }
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
  }
}
