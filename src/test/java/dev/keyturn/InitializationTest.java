package dev.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.aws.AwsSecretStore;
import dev.keyturn.cli.servers.Ports;
import dev.keyturn.door.DoorRotator;
import dev.keyturn.door.IdleRotator;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.testkit.SecretsManagerExtension;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** What a function does before its first event. */
class InitializationTest {

  private static final Queue<ServiceEvent.ApiCall> CALLS = new ConcurrentLinkedQueue<>();

  @RegisterExtension
  static final SecretsManagerExtension SERVICE =
      new SecretsManagerExtension(
          builder ->
              builder
                  .function("Idle", FunctionTarget.parse("class:" + IdleRotator.class.getName()))
                  .observer(InitializationTest::hear));

  private static void hear(ServiceEvent event) {
    if (event instanceof ServiceEvent.ApiCall call) {
      CALLS.add(call);
    }
  }

  @BeforeEach
  void forget() {
    CALLS.clear();
  }

  @Test
  void callsSecretsManagerOnceAndIsRefused() {
    construct(SERVICE.store(), variables("on-demand"));

    assertThat(CALLS)
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.operation()).isEqualTo("DescribeSecret");
              assertThat(call.error()).isEqualTo("MissingAuthenticationTokenException");
            });
  }

  @Test
  void callsNobodyOutsideLambda() {
    construct(SERVICE.store(), Map.of());

    assertThat(CALLS).isEmpty();
  }

  @Test
  void callsNobodyIfToldNotTo() {
    Map<String, String> variables = new HashMap<>(variables("on-demand"));
    variables.put(Initialization.PRIMING, "false");

    construct(SERVICE.store(), variables);

    assertThat(CALLS).isEmpty();
  }

  @Test
  void callsNobodyForASnapshotBeforeThatIsTaken() {
    RotationEnvironment environment = environment(SERVICE.store(), variables("snap-start"));
    Initialization initialization = Initialization.of(environment, DoorRotator.class);
    initialization.begin();
    assertThat(CALLS).isEmpty();

    // As many as its time is enough for, which on a busy machine can be one.
    for (int tries = 0; tries < 5 && CALLS.size() < 2; tries++) {
      CALLS.clear();
      initialization.beforeCheckpoint(context());
    }

    assertThat(CALLS).hasSizeBetween(2, Priming.SOME);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://127.0.0.1:%d", "https://127.0.0.1:%d", "http://nowhere.invalid:%d"})
  @Timeout(20)
  void startsWhereNobodyListens(String endpoint) throws Exception {
    int port = Ports.free();

    try (SecretsManagerClient client =
        SecretsManagerClient.builder()
            .endpointOverride(URI.create(endpoint.formatted(port)))
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build()) {
      construct(new AwsSecretStore(client), variables("on-demand"));
    }
  }

  /** A snapshot's generator, restored twice: without the hook both would make the same password. */
  @Test
  void makesOtherPasswordsInEveryRestoredProcess() throws Exception {
    assertThat(snapshot().nextLong()).isEqualTo(snapshot().nextLong());

    assertThat(restored(snapshot())).isNotEqualTo(restored(snapshot()));
  }

  private static long restored(SecureRandom random) {
    RotationEnvironment environment =
        new RotationEnvironment(
            SERVICE.store(), InstantSource.system(), random, variables("snap-start"), List.of());
    Initialization.of(environment, DoorRotator.class).afterRestore(context());
    return random.nextLong();
  }

  private static SecureRandom snapshot() throws Exception {
    SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
    random.setSeed("the same".getBytes(StandardCharsets.US_ASCII));
    return random;
  }

  private static void construct(SecretStore store, Map<String, String> variables) {
    RotationHandler<?, ?> handler = environment(store, variables).construct(IdleRotator::new);
    assertThat(handler).isNotNull();
  }

  private static RotationEnvironment environment(SecretStore store, Map<String, String> variables) {
    return new RotationEnvironment(
        store, InstantSource.system(), new SecureRandom(), variables, List.of());
  }

  private static Map<String, String> variables(String initialization) {
    return Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", initialization);
  }

  private static Context<Resource> context() {
    return Core.getGlobalContext();
  }
}
