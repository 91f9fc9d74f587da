package dev.keyturn.rotators.jdbc;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts a server whose chain ends at an authority of Amazon RDS, of Java, or of our own. What a
 * chain has to satisfy besides is the business of Java's trust managers, to which it hands on.
 */
final class AuthorityTrust extends X509ExtendedTrustManager {

  private interface Check {
    void by(X509ExtendedTrustManager manager) throws CertificateException;
  }

  private final X509ExtendedTrustManager general;

  AuthorityTrust(List<X509Certificate> own) throws GeneralSecurityException {
    X509ExtendedTrustManager java = manager(null);
    this.general = own.isEmpty() ? java : manager(store(own, List.of(java.getAcceptedIssuers())));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain, manager -> manager.checkServerTrusted(chain, authType, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain, manager -> manager.checkServerTrusted(chain, authType, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain, manager -> manager.checkServerTrusted(chain, authType));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    general.checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    general.checkClientTrusted(chain, authType, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    general.checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return general.getAcceptedIssuers();
  }

  private void check(X509Certificate[] chain, Check check) throws CertificateException {
    List<X509Certificate> rds = RdsAuthorities.issuersOf(chain);
    if (rds.isEmpty()) {
      check.by(general);
      return;
    }
    try {
      check.by(manager(store(rds, List.of())));
    } catch (CertificateException bundled) {
      // CA_BUNDLE may hold an authority of RDS that is newer than ours.
      try {
        check.by(general);
      } catch (CertificateException other) {
        bundled.addSuppressed(other);
        throw bundled;
      }
    } catch (GeneralSecurityException e) {
      throw new CertificateException("the authorities of Amazon RDS cannot be used", e);
    }
  }

  private static X509ExtendedTrustManager manager(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
  }

  private static KeyStore store(List<X509Certificate> first, List<X509Certificate> second)
      throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException("a key store in memory cannot be made", e);
    }
    int number = 0;
    for (List<X509Certificate> certificates : List.of(first, second)) {
      for (X509Certificate certificate : certificates) {
        store.setCertificateEntry("authority-" + number, certificate);
        number++;
      }
    }
    return store;
  }
}
