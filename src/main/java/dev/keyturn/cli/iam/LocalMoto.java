package dev.keyturn.cli.iam;

import dev.keyturn.cli.servers.Ports;
import dev.keyturn.cli.servers.ServerFolder;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * Moto's IAM and STS, a program in Python that has to be installed. After the first few calls it
 * checks signatures and policies. Closing it, or the end of the JVM, stops it. Thread-safe.
 *
 * @see <a href="https://docs.getmoto.org/en/latest/docs/iam.html">Moto: IAM-like access control</a>
 */
public final class LocalMoto implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final int REFUSED = 403;

  /** Python takes seconds to import it, on a busy machine many. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * An access key.
   *
   * @param id its id
   * @param secret the secret access key
   */
  public record UserKey(String id, SecretText secret) {}

  private final Process server;
  private final ServerFolder folder;
  private final int port;
  private final Thread atExit = new Thread(this::end, "moto-end");
  private final StsClient sts;

  private LocalMoto(Process server, ServerFolder folder, int port) {
    this.server = server;
    this.folder = folder;
    this.port = port;
    this.sts =
        StsClient.builder()
            .endpointOverride(url())
            .region(Region.US_EAST_1)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .build();
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts it.
   *
   * @param program {@code moto_server}
   * @param unchecked how many calls are answered whoever makes them
   * @return a server that listens
   * @throws IOException if it does not start; the message says why
   */
  public static LocalMoto start(Path program, int unchecked) throws IOException {
    int port = Ports.free();
    ServerFolder folder = ServerFolder.create("moto");
    ProcessBuilder builder =
        new ProcessBuilder(program.toString(), "-H", HOST, "-p", String.valueOf(port))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(folder.log().toFile()));
    builder.environment().put("INITIAL_NO_AUTH_ACTION_COUNT", String.valueOf(unchecked));
    LocalMoto started = new LocalMoto(builder.start(), folder, port);
    try {
      started.awaitAnswer();
      return started;
    } catch (IOException | InterruptedException e) {
      String log = folder.logExcerpt();
      started.close();
      throw new IOException("moto did not start: " + e.getMessage() + log, e);
    }
  }

  private void awaitAnswer() throws IOException, InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        if (!server.isAlive() || Instant.now().isAfter(end)) {
          throw e;
        }
      }
      Thread.sleep(50);
    }
  }

  /**
   * Tells where it listens.
   *
   * @return the port
   */
  public int port() {
    return port;
  }

  /**
   * Tells where it listens.
   *
   * @return its endpoint, for every service
   */
  public URI url() {
    return URI.create("http://%s:%d".formatted(HOST, port));
  }

  /**
   * Reads its log, which has every request.
   *
   * @return all that it wrote so far
   * @throws IOException if it cannot be read
   */
  public String log() throws IOException {
    return Files.readString(folder.log(), StandardCharsets.UTF_8);
  }

  /**
   * Calls IAM.
   *
   * @param key whose calls these are; until it checks them, anybody's
   * @return a new client, which the caller closes
   */
  public IamClient iam(UserKey key) {
    return IamClient.builder()
        .endpointOverride(url())
        .region(Region.US_EAST_1)
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .credentialsProvider(credentials(key))
        .build();
  }

  private static AwsCredentialsProvider credentials(UserKey key) {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(key.id(), key.secret().reveal()));
  }

  /**
   * Makes a user with an access key, in two calls or three.
   *
   * @param iam whoever may
   * @param name the user's name
   * @param path the user's path, {@code /} or longer
   * @param policy what the user may do, or null for nothing
   * @return the user's key
   */
  public static UserKey createUser(
      IamClient iam, String name, String path, @Nullable String policy) {
    iam.createUser(request -> request.userName(name).path(path));
    if (policy != null) {
      iam.putUserPolicy(
          request -> request.userName(name).policyName("keys").policyDocument(policy));
    }
    AccessKey made = iam.createAccessKey(request -> request.userName(name)).accessKey();
    return new UserKey(made.accessKeyId(), SecretText.of(made.secretAccessKey()));
  }

  /**
   * Lists access keys.
   *
   * @param iam whoever may
   * @param user whose
   * @return their ids
   */
  public static List<String> keys(IamClient iam, String user) {
    return iam.listAccessKeys(request -> request.userName(user)).accessKeyMetadata().stream()
        .map(AccessKeyMetadata::accessKeyId)
        .toList();
  }

  /**
   * Asks STS whose a key is.
   *
   * @param key any key
   * @return the user's ARN, or empty if the key is refused
   * @throws IOException if it does not answer
   */
  public Optional<String> login(UserKey key) throws IOException {
    try {
      return Optional.of(
          sts.getCallerIdentity(
                  request ->
                      request.overrideConfiguration(
                          settings -> settings.credentialsProvider(credentials(key))))
              .arn());
    } catch (SdkException e) {
      // It says why in a form that the SDK does not read.
      if (e instanceof StsException answer && answer.statusCode() == REFUSED) {
        return Optional.empty();
      }
      throw new IOException("moto does not answer: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM is ending, so the hook does the same; ending twice does no harm.
    }
    end();
  }

  private void end() {
    sts.close();
    server.destroyForcibly();
    try {
      server.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    folder.delete();
  }
}
