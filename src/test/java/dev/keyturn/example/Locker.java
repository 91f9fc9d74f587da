package dev.keyturn.example;

import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** The client of an invented service: lockers over HTTP, opened with a user's password. */
public final class Locker implements AutoCloseable {

  /** The service answered that the password is wrong. */
  public static final class WrongPasswordException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private final DatabaseCredential credential;
  private final Duration timeout;

  private Locker(DatabaseCredential credential, Duration timeout) {
    this.credential = credential;
    this.timeout = timeout;
  }

  /** A locker that nobody has tried to open yet. */
  static Locker unopened(DatabaseCredential credential, Duration timeout) {
    return new Locker(credential, timeout);
  }

  /** Opens a locker, or says that the password is wrong. */
  public static Locker open(DatabaseCredential credential, Duration timeout)
      throws IOException, WrongPasswordException {
    Locker locker = unopened(credential, timeout);
    int status = locker.send("GET", "/", "");
    if (status == HttpURLConnection.HTTP_UNAUTHORIZED) {
      throw new WrongPasswordException();
    }
    check(status);
    return locker;
  }

  /** Gives a user another password. */
  public void setPassword(String user, SecretText password) throws IOException {
    String path = URLEncoder.encode(user, StandardCharsets.UTF_8).replace("+", "%20");
    check(send("PUT", "/" + path, password.reveal()));
  }

  private int send(String method, String path, String body) throws IOException {
    URI address =
        URI.create("http://%s:%d%s".formatted(credential.host(), credential.port(), path));
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setConnectTimeout((int) timeout.toMillis());
    connection.setReadTimeout((int) timeout.toMillis());
    // A connection that is kept would outlive the step.
    connection.setRequestProperty("Connection", "close");
    String login = credential.username() + ":" + credential.password().reveal();
    connection.setRequestProperty(
        "Authorization",
        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
    if (!body.isEmpty()) {
      connection.setDoOutput(true);
      connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  private static void check(int status) throws IOException {
    if (status != HttpURLConnection.HTTP_NO_CONTENT) {
      throw new IOException("the locker answered with status " + status);
    }
  }

  /** Every request logs in by itself, so that there is nothing to end. */
  @Override
  public void close() {}
}
