package dev.keyturn.rotators.postgres;

import dev.keyturn.rotators.jdbc.CertificateAuthorities;
import dev.keyturn.rotators.jdbc.VerifyingSocketFactory;

/** Makes TLS sockets for the driver, which constructs it by name with one text. */
public final class TlsSocketFactory extends VerifyingSocketFactory {

  /**
   * Constructs a factory.
   *
   * @param pem authorities to trust besides Java's and Amazon RDS's, as PEM text
   */
  public TlsSocketFactory(String pem) {
    super(CertificateAuthorities.with(pem).socketFactory());
  }
}
