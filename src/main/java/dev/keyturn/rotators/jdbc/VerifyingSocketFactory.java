package dev.keyturn.rotators.jdbc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sockets that compare the host name with the certificate as RFC 2818 says, during the handshake;
 * Java leaves it to the application otherwise.
 */
public class VerifyingSocketFactory extends SSLSocketFactory {

  private final SSLSocketFactory factory;

  /**
   * Wraps a factory.
   *
   * @param factory makes the sockets, and verifies chains
   */
  public VerifyingSocketFactory(SSLSocketFactory factory) {
    this.factory = factory;
  }

  @Override
  public final String[] getDefaultCipherSuites() {
    return factory.getDefaultCipherSuites();
  }

  @Override
  public final String[] getSupportedCipherSuites() {
    return factory.getSupportedCipherSuites();
  }

  @Override
  public final Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    return verifying(factory.createSocket(socket, host, port, autoClose));
  }

  @Override
  public final Socket createSocket() throws IOException {
    return verifying(factory.createSocket());
  }

  @Override
  public final Socket createSocket(String host, int port) throws IOException {
    return verifying(factory.createSocket(host, port));
  }

  @Override
  public final Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return verifying(factory.createSocket(host, port, local, localPort));
  }

  @Override
  public final Socket createSocket(InetAddress host, int port) throws IOException {
    return verifying(factory.createSocket(host, port));
  }

  @Override
  public final Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return verifying(factory.createSocket(host, port, local, localPort));
  }

  private static Socket verifying(Socket socket) {
    SSLSocket tls = (SSLSocket) socket;
    SSLParameters parameters = tls.getSSLParameters();
    // The algorithm that compares names; there is none for databases, and they all borrow this one.
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    tls.setSSLParameters(parameters);
    return tls;
  }
}
