package dev.keyturn.rotators.jdbc;

import dev.keyturn.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose signature makes a server's certificate good: Java's own certificate authorities, Amazon
 * RDS's, and those of {@code CA_BUNDLE}.
 *
 * <p>Immutable and thread-safe.
 */
public final class CertificateAuthorities {

  private static final String VARIABLE = "CA_BUNDLE";

  /** The last one: a function has one, which each login would otherwise make anew. */
  private static volatile @Nullable Trust last;

  private record Trust(String pem, X509ExtendedTrustManager manager) {}

  private final String pem;

  private CertificateAuthorities(String pem) {
    this.pem = pem;
  }

  /**
   * Trusts additional authorities.
   *
   * @param pem their certificates as PEM text, or empty for none
   * @return the authorities
   */
  public static CertificateAuthorities with(String pem) {
    return new CertificateAuthorities(pem);
  }

  /**
   * Reads {@code CA_BUNDLE}: a file's path, or PEM text itself.
   *
   * @param settings where to read, and where problems are told
   * @return the authorities
   */
  public static CertificateAuthorities from(Settings settings) {
    Optional<String> value = settings.text(VARIABLE);
    String pem = value.isEmpty() ? "" : text(value.get(), settings);
    if (!isReadable(pem)) {
      settings.problem(VARIABLE, "holds a certificate that cannot be read");
    }
    return new CertificateAuthorities(pem);
  }

  /** Newer versions of Java leave out a last certificate that is cut off, and do not say so. */
  private static boolean isReadable(String pem) {
    long begun = pem.lines().filter(line -> line.startsWith(Certificates.BEGIN)).count();
    try {
      return Certificates.parse(pem).size() >= begun;
    } catch (CertificateException e) {
      return false;
    }
  }

  /**
   * Gives the additional authorities back.
   *
   * @return PEM text, empty if there are none
   */
  public String pem() {
    return pem;
  }

  /**
   * Makes sockets that accept a server only with a certificate which these authorities signed,
   * which is valid today, and which is for the host that was asked for.
   *
   * @return a new factory
   */
  public SSLSocketFactory socketFactory() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trustManager()}, null);
      return new VerifyingSocketFactory(context.getSocketFactory());
    } catch (GeneralSecurityException e) {
      throw unable(e);
    }
  }

  /**
   * Verifies chains, and leaves it to the socket to compare the host name.
   *
   * @return a trust manager, the same as last time if these are still the authorities
   */
  public X509ExtendedTrustManager trustManager() {
    Trust ready = last;
    if (ready == null || !ready.pem().equals(pem)) {
      try {
        ready = new Trust(pem, new AuthorityTrust(Certificates.parse(pem)));
      } catch (GeneralSecurityException e) {
        throw unable(e);
      }
      last = ready;
    }
    return ready.manager();
  }

  private static IllegalStateException unable(GeneralSecurityException e) {
    return new IllegalStateException("this JVM cannot verify certificates", e);
  }

  private static String text(String value, Settings settings) {
    if (value.contains(Certificates.BEGIN)) {
      return value;
    }
    try {
      String text = Files.readString(Path.of(value), StandardCharsets.ISO_8859_1);
      if (!text.contains(Certificates.BEGIN)) {
        settings.problem(VARIABLE, "names the file '" + value + "', which holds no certificate");
        return "";
      }
      return text;
    } catch (IOException | InvalidPathException e) {
      settings.problem(VARIABLE, "is neither a file that can be read nor PEM text");
      return "";
    }
  }
}
