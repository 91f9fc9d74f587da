package dev.keyturn.rotators.jdbc;

import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Why a TLS handshake failed, by the classes of what was thrown.
 *
 * @param observed what was seen; a clause without a full stop
 * @param remedy what to do; a sentence without its full stop
 */
record TlsFailure(String observed, String remedy) {

  static Optional<TlsFailure> find(List<Throwable> causes, String host) {
    Optional<SSLException> handshake = first(causes, SSLException.class);
    if (handshake.isEmpty()) {
      return Optional.empty();
    }
    if (first(causes, CertificateExpiredException.class).isPresent()
        || hasReason(causes, BasicReason.EXPIRED)) {
      return Optional.of(
          new TlsFailure(
              "the server's certificate, or one that it depends on, has expired",
              "Renew the server's certificate"));
    }
    if (first(causes, CertificateNotYetValidException.class).isPresent()
        || hasReason(causes, BasicReason.NOT_YET_VALID)) {
      return Optional.of(
          new TlsFailure(
              "the server's certificate is not valid yet",
              "Correct the clock of the server that made the certificate, or wait"));
    }
    // All but the first: it names an authority that we know, but is not signed with that one's key,
    // which may be of another kind.
    if (first(causes, CertPathBuilderException.class).isPresent()
        || hasReason(causes, PKIXReason.NO_TRUST_ANCHOR)
        || hasReason(causes, BasicReason.INVALID_SIGNATURE)
        || first(causes, InvalidKeyException.class).isPresent()
        || first(causes, SignatureException.class).isPresent()) {
      return Optional.of(
          new TlsFailure(
              "the server's certificate is not trusted: no authority of Java, of Amazon RDS or of"
                  + " CA_BUNDLE signed it",
              "Set CA_BUNDLE to the certificate of the authority that signed it, as PEM text or the"
                  + " path of a file in the function"));
    }
    Optional<CertificateException> refused = first(causes, CertificateException.class);
    if (refused.isPresent() && refused.get().getCause() == null) {
      return Optional.of(
          new TlsFailure(
              "the server's certificate is not for host '%s': %s"
                  .formatted(host, refused.get().getMessage()),
              "Put a name that the certificate is for into member 'host', or give the server a"
                  + " certificate for this one"));
    }
    return Optional.of(
        new TlsFailure(
            "the TLS handshake failed: " + handshake.get().getMessage(),
            "Let the server offer TLS 1.2 or 1.3, with a certificate and algorithms that Java accepts"));
  }

  private static boolean hasReason(List<Throwable> causes, Reason reason) {
    return first(causes, CertPathValidatorException.class)
        .filter(e -> e.getReason().equals(reason))
        .isPresent();
  }

  private static <T extends Throwable> Optional<T> first(List<Throwable> causes, Class<T> type) {
    return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
  }
}
