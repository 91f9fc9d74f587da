package dev.keyturn.rotators.jdbc;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Reads certificates from PEM text. */
final class Certificates {

  static final String BEGIN = "-----BEGIN CERTIFICATE-----";

  private Certificates() {}

  static List<X509Certificate> parse(String pem) throws CertificateException {
    if (pem.isEmpty()) {
      return List.of();
    }
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)))
        .stream()
        .map(X509Certificate.class::cast)
        .toList();
  }
}
