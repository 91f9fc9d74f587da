package dev.keyturn.testkit;

import dev.keyturn.aws.AwsSecretStore;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.local.time.VirtualClock;
import dev.keyturn.secret.SecretStore;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * The embedded Secrets Manager of a test, as one account sees it: its endpoint, clients, clock and
 * events. Ends with the test or the class that it was started for. Thread-safe.
 */
public final class RunningSecretsManager {

  private final SharedService shared;
  private final String account;
  private final Predicate<ServiceEvent> own;
  private final Runnable end;
  private final Map<String, SecretsManagerClient> clients = new ConcurrentHashMap<>();

  private RunningSecretsManager(
      SharedService shared, String account, Predicate<ServiceEvent> own, Runnable end) {
    this.shared = shared;
    this.account = account;
    this.own = own;
    this.end = end;
  }

  /** The only one that uses a service. */
  static RunningSecretsManager alone(SharedService service) {
    return new RunningSecretsManager(service, Scope.DEFAULT_ACCOUNT, event -> true, service::close);
  }

  /** One of those that use a service, which lives longer. */
  static RunningSecretsManager oneOf(SharedService service) {
    String account = service.nextAccount();
    return new RunningSecretsManager(service, account, new AccountFilter(account), () -> {});
  }

  /**
   * Tells where the service is.
   *
   * @return what {@code AWS_ENDPOINT_URL_SECRETS_MANAGER} or a client's endpoint override may be
   */
  public URI endpoint() {
    return shared.service().endpoint();
  }

  /**
   * Gives credentials for a client of your own, which let it see what these clients see.
   *
   * @return an access key of the account
   */
  public AwsCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(account, "any"));
  }

  /**
   * Gives a client in region {@code us-east-1}.
   *
   * @return the same each time; it is closed with the service
   */
  public SecretsManagerClient client() {
    return client("us-east-1");
  }

  /**
   * Gives a client in a region.
   *
   * @param region for instance {@code eu-west-1}
   * @return the same each time; it is closed with the service
   */
  public SecretsManagerClient client(String region) {
    return clients.computeIfAbsent(region, this::open);
  }

  private SecretsManagerClient open(String region) {
    return SecretsManagerClient.builder()
        .endpointOverride(endpoint())
        .region(Region.of(region))
        .credentialsProvider(credentials())
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  /**
   * Gives the secrets as a rotation's store.
   *
   * @return a store that calls the service over its protocol
   */
  public SecretStore store() {
    return new AwsSecretStore(client());
  }

  /**
   * Names a function as RotateSecret wants it.
   *
   * @param name the name that it was registered with
   * @return its ARN in region {@code us-east-1}
   */
  public String functionArn(String name) {
    return "arn:aws:lambda:us-east-1:%s:function:%s".formatted(account, name);
  }

  /**
   * Gives the clock that the service follows.
   *
   * @return the clock, to be advanced
   * @throws IllegalStateException if the service was told to follow the system's clock
   */
  public VirtualClock clock() {
    return shared.service().clock();
  }

  /**
   * Tells what has happened since the start.
   *
   * @return calls, rotations, their steps and functions' log lines, in their order; of a service
   *     that others use too, what names secrets of this account by their ARNs
   */
  public List<ServiceEvent> events() {
    return shared.events().stream().filter(own).toList();
  }

  /**
   * Tells what has become of rotations.
   *
   * @return every state that a rotation or the test of one came to, in their order
   */
  public List<ServiceEvent.Rotation> rotations() {
    return events().stream()
        .filter(ServiceEvent.Rotation.class::isInstance)
        .map(ServiceEvent.Rotation.class::cast)
        .toList();
  }

  SharedService shared() {
    return shared;
  }

  void close() {
    clients.values().forEach(SecretsManagerClient::close);
    end.run();
  }
}
