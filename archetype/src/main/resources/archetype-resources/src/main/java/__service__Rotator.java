package ${package};

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.JsonCredential;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.SetRequest;
import dev.keyturn.secret.Deadline;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * Rotates the keys of a service that has one for each client: {@code GET /key?client=NAME} answers
 * 204 or 401 to {@code X-Api-Key}, {@code PUT} replaces that key.
 */
public final class ${service}Rotator extends RotationHandler<JsonCredential, AutoCloseable> {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Override
  public Codec<JsonCredential> codec() {
    return JsonCredential.codec("client", "url", "key");
  }

  @Override
  public LoginResult<AutoCloseable> login(LoginRequest<JsonCredential> request) throws Exception {
    try {
      int status = send("GET", request.credential(), "", request.deadline());
      return switch (status) {
        case 204 -> new LoginResult.Accepted<>(() -> {});
        case 401 -> new LoginResult.Rejected<>("the service does not know the key");
        default -> throw new IOException("status " + status);
      };
    } catch (IOException e) {
      return new LoginResult.Unavailable<>(Reason.SERVICE_FAILED, "no answer", "See its log", e);
    }
  }

  @Override
  public void set(SetRequest<JsonCredential, AutoCloseable> request) throws Exception {
    String key = request.pending().password().reveal();
    try {
      if (send("PUT", request.login(), key, request.deadline()) != 204) {
        throw new IOException("refused");
      }
    } catch (IOException e) {
      throw new RotationException(Reason.SERVICE_FAILED, "no new key", "See its log", e);
    }
  }

  private static int send(String method, JsonCredential client, String body, Deadline deadline)
      throws IOException, InterruptedException {
    String path = "/key?client=" + URLEncoder.encode(client.user(), UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(client.place() + path))
            .header("X-Api-Key", client.password().reveal())
            .method(method, BodyPublishers.ofString(body))
            .timeout(deadline.remaining().plusMillis(1))
            .build();
    return HTTP.send(request, BodyHandlers.discarding()).statusCode();
  }
}
