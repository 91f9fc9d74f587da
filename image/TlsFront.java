import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ssl.SSLServerSocketFactory;

/**
 * Takes TLS off for a server of this machine: {@code java TlsFront.java PORT} prints the port where
 * it listens itself. The demo's Secrets Manager has no TLS, but AWS's has, and a cache should know.
 */
final class TlsFront {

  private TlsFront() {}

  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    try (ServerSocket server = SSLServerSocketFactory.getDefault().createServerSocket(0)) {
      System.out.println(server.getLocalPort());
      while (true) {
        Socket client = server.accept();
        Socket service = new Socket(InetAddress.getLoopbackAddress(), port);
        pump(client, service);
        pump(service, client);
      }
    }
  }

  private static void pump(Socket from, Socket to) {
    Thread thread =
        new Thread(
            () -> {
              try (from;
                  to) {
                from.getInputStream().transferTo(to.getOutputStream());
              } catch (IOException e) {
                // Both ends are closed, which is all that they have to know.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
