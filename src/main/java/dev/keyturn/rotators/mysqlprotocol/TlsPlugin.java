package dev.keyturn.rotators.mysqlprotocol;

import dev.keyturn.rotators.jdbc.CertificateAuthorities;
import java.io.IOException;
import java.net.Socket;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.HostAddress;
import org.mariadb.jdbc.export.ExceptionFactory;
import org.mariadb.jdbc.plugin.TlsSocketPlugin;

/**
 * Makes TLS sockets for the driver, which finds it as a service by its type and makes one for each
 * connection.
 *
 * <p>Chain and host name are verified in the handshake, before anything is sent.
 */
public final class TlsPlugin implements TlsSocketPlugin {

  static final String TYPE = "keyturn";

  private @Nullable CertificateAuthorities authorities;
  private @Nullable HostAddress address;

  @Override
  public String type() {
    return TYPE;
  }

  /** The driver says here, and nowhere else, which host it is about. */
  @Override
  public TrustManager[] getTrustManager(
      Configuration configuration, ExceptionFactory exceptions, HostAddress host) {
    String pem = configuration.serverSslCert();
    CertificateAuthorities trusted = CertificateAuthorities.with(pem == null ? "" : pem);
    authorities = trusted;
    address = host;
    return new TrustManager[] {trusted.trustManager()};
  }

  @Override
  public KeyManager @Nullable [] getKeyManager(
      Configuration configuration, ExceptionFactory exceptions) {
    return null;
  }

  /** In place of the driver's factory, whose sockets know an address and no name to compare. */
  @Override
  public SSLSocket createSocket(Socket socket, SSLSocketFactory factory) throws IOException {
    HostAddress host = Objects.requireNonNull(address, "address");
    return (SSLSocket)
        Objects.requireNonNull(authorities, "authorities")
            .socketFactory()
            .createSocket(socket, host.host, host.port, true);
  }

  @Override
  public void verify(String host, SSLSession session, long connection) {
    // The handshake has done it.
  }
}
