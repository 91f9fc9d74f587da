package dev.keyturn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.keyturn.door.IdleRotator;
import dev.keyturn.local.events.RotationEventName;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.time.VirtualClock;
import dev.keyturn.testkit.EmbeddedSecretsManager.Lifecycle;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;

/** What the annotation promises, of classes that JUnit runs as it runs a user's: at once. */
@Timeout(60)
class EmbeddedSecretsManagerTest {

  private static final String START = "2026-11-24T10:15:30Z";

  /** Where the tests of a case found their services, by what they call themselves. */
  private static final Map<String, RunningSecretsManager> SEEN = new ConcurrentHashMap<>();

  private static volatile CyclicBarrier together = new CyclicBarrier(1);

  @BeforeEach
  void nothingSeen() {
    SEEN.clear();
  }

  /** What a case does: use one name for its secret, while others use it too. */
  private static void use(String who, RunningSecretsManager service) throws Exception {
    SEEN.put(who, service);
    SecretsManagerClient client = service.client();
    client.createSecret(r -> r.name("same").secretString(who));
    client.rotateSecret(r -> r.secretId("same").rotationLambdaARN(service.functionArn("Idle")));
    together.await(20, TimeUnit.SECONDS);
    assertThat(client.listSecrets().secretList())
        .extracting(SecretListEntry::name)
        .containsExactly("same");
    assertThat(client.getSecretValue(r -> r.secretId("same")).secretString()).isEqualTo(who);
    service.clock().advance(Duration.ofHours(1));
    assertThat(service.rotations())
        .extracting(ServiceEvent.Rotation::state)
        .containsExactly(RotationEventName.ROTATION_STARTED, RotationEventName.ROTATION_FAILED);
  }

  @EmbeddedSecretsManager(functions = @RotationFunction(name = "Idle", handler = IdleRotator.class))
  static class FirstCase {
    @Test
    void one(RunningSecretsManager service) throws Exception {
      use("first", service);
    }
  }

  @EmbeddedSecretsManager(functions = @RotationFunction(name = "Idle", handler = IdleRotator.class))
  static class SecondCase {
    @Test
    void one(RunningSecretsManager service) throws Exception {
      use("second", service);
    }
  }

  @Test
  void classesAtOnceHaveServicesOfTheirOwn() {
    assertThat(run(2, FirstCase.class, SecondCase.class)).isEmpty();

    assertThat(SEEN).hasSize(2);
    assertThat(endpoints()).hasSize(2).allSatisfy(EmbeddedSecretsManagerTest::isClosed);
  }

  @EmbeddedSecretsManager(
      lifecycle = Lifecycle.PER_METHOD,
      functions = @RotationFunction(name = "Idle", handler = IdleRotator.class))
  static class MethodsCase {

    @BeforeEach
    void isTheTestsOwn(RunningSecretsManager service) {
      assertThat(service.events()).isEmpty();
    }

    @Test
    void one(RunningSecretsManager service) throws Exception {
      use("one", service);
    }

    @Test
    void other(RunningSecretsManager service) throws Exception {
      use("other", service);
    }
  }

  @Test
  void testsAtOnceHaveServicesOfTheirOwnPerMethod() {
    assertThat(run(2, MethodsCase.class)).isEmpty();

    assertThat(SEEN).hasSize(2);
    assertThat(endpoints()).hasSize(2).allSatisfy(EmbeddedSecretsManagerTest::isClosed);
  }

  /** A description of one's own, which several classes share. */
  @Retention(RetentionPolicy.RUNTIME)
  @EmbeddedSecretsManager(
      lifecycle = Lifecycle.PER_RUN,
      functions = @RotationFunction(name = "Idle", handler = IdleRotator.class))
  @interface OurSecretsManager {}

  @OurSecretsManager
  static class OurFirstCase extends FirstCase {}

  @OurSecretsManager
  static class OurSecondCase extends SecondCase {}

  @Test
  void classesOfARunShareAServiceAndSeeTheirOwnAccountOnly() {
    assertThat(run(2, OurFirstCase.class, OurSecondCase.class)).isEmpty();

    assertThat(SEEN).hasSize(2);
    assertThat(endpoints()).singleElement().satisfies(EmbeddedSecretsManagerTest::isClosed);
    assertThat(SEEN.get("first").functionArn("Idle"))
        .isNotEqualTo(SEEN.get("second").functionArn("Idle"));
  }

  @EmbeddedSecretsManager(startTime = START)
  static class ParametersCase {

    private final SecretsManagerClient constructed;

    ParametersCase(SecretsManagerClient constructed) {
      this.constructed = constructed;
    }

    @BeforeAll
    static void forAll(SecretsManagerClient client) {
      client.createSecret(r -> r.name("of-the-class").secretString("value"));
    }

    @Test
    void areThoseOfOneService(
        SecretsManagerClient client, VirtualClock clock, RunningSecretsManager service)
        throws InterruptedException {
      SEEN.put("outer", service);
      assertThat(client).isSameAs(constructed).isSameAs(service.client());
      assertThat(clock).isSameAs(service.clock());
      assertThat(clock.instant()).isEqualTo(START);
      client.createSecret(r -> r.name("kept-for-a-week"));
      client.deleteSecret(r -> r.secretId("kept-for-a-week").recoveryWindowInDays(7L));
      clock.advance(Duration.ofDays(7));
      assertThat(client.listSecrets(r -> r.includePlannedDeletion(true)).secretList())
          .extracting(SecretListEntry::name)
          .containsExactly("of-the-class");
      assertThat(service.client("eu-west-1").listSecrets().secretList()).isEmpty();
      assertThat(service.events())
          .filteredOn(ServiceEvent.ApiCall.class::isInstance)
          .extracting(event -> ((ServiceEvent.ApiCall) event).operation())
          .containsExactly(
              "CreateSecret", "CreateSecret", "DeleteSecret", "ListSecrets", "ListSecrets");
    }

    @Nested
    class Inner {
      @Test
      void usesTheSame(RunningSecretsManager service) {
        SEEN.put("inner", service);
      }
    }

    @Nested
    @EmbeddedSecretsManager
    class OwnInner {
      @Test
      void hasItsOwn(RunningSecretsManager service) {
        SEEN.put("own inner", service);
      }
    }
  }

  @Test
  void parametersAreOfTheNearestService() {
    assertThat(run(1, ParametersCase.class)).isEmpty();

    assertThat(SEEN.get("inner")).isSameAs(SEEN.get("outer"));
    assertThat(SEEN.get("own inner").endpoint()).isNotEqualTo(SEEN.get("outer").endpoint());
    assertThat(endpoints()).hasSize(2).allSatisfy(EmbeddedSecretsManagerTest::isClosed);
  }

  @EmbeddedSecretsManager(lifecycle = Lifecycle.PER_METHOD)
  static class TooEarlyCase {
    TooEarlyCase(RunningSecretsManager service) {}

    @Test
    void one() {}
  }

  @Test
  void perMethodThereIsNothingForAConstructor() {
    assertThat(run(1, TooEarlyCase.class))
        .singleElement()
        .asString()
        .endsWith(
            "with Lifecycle.PER_METHOD there is a Secrets Manager from @BeforeEach on: take it as a"
                + " parameter of that or of the test, not of a constructor or of @BeforeAll");
  }

  @EmbeddedSecretsManager(startTime = "tomorrow")
  static class WrongTimeCase {
    @Test
    void one() {}
  }

  @EmbeddedSecretsManager(
      functions =
          @RotationFunction(name = "Idle", handler = IdleRotator.class, environment = "alone"))
  static class WrongVariableCase {
    @Test
    void one() {}
  }

  @EmbeddedSecretsManager(
      functions =
          @RotationFunction(
              name = "Idle",
              handler = IdleRotator.class,
              environment = "ROTATION_STRATEGY=none"))
  static class RefusedVariableCase {
    @Test
    void one() {}
  }

  @Test
  void whatIsWrongFailsTheClassAndSaysWhatItIs() {
    assertThat(run(1, WrongTimeCase.class))
        .containsExactly(
            "java.lang.IllegalArgumentException: startTime of @EmbeddedSecretsManager is"
                + " 'tomorrow', and not an instant like 2026-11-24T10:15:30Z");
    assertThat(run(1, WrongVariableCase.class))
        .containsExactly(
            "java.lang.IllegalArgumentException: environment of @RotationFunction Idle has 'alone',"
                + " and not NAME=VALUE");
    assertThat(run(1, RefusedVariableCase.class))
        .singleElement()
        .asString()
        .startsWith(
            "java.lang.IllegalArgumentException: function Idle: the function's environment variables are wrong: ")
        .contains("ROTATION_STRATEGY");
  }

  /** A class that has the extension in a field, and another one in it. */
  static class FieldCase {

    @RegisterExtension
    static final SecretsManagerExtension SERVICE =
        new SecretsManagerExtension(
            builder ->
                builder.function("Idle", IdleRotator::new).clock(new VirtualClock(Instant.EPOCH)));

    @Test
    void one(RunningSecretsManager service) throws Exception {
      assertThat(service).isSameAs(SERVICE.running());
      use("field", service);
    }

    @Nested
    class Inner {
      @Test
      void usesTheSame(SecretsManagerClient client, RunningSecretsManager service) {
        assertThat(client).isSameAs(SERVICE.client());
        SEEN.put("inner", service);
      }
    }
  }

  @Test
  void anExtensionInAFieldGivesTheSame() {
    assertThat(run(1, FieldCase.class)).isEmpty();

    assertThat(SEEN.get("inner")).isSameAs(SEEN.get("field"));
    assertThat(endpoints()).singleElement().satisfies(EmbeddedSecretsManagerTest::isClosed);
  }

  /** The first start in a JVM also loads classes. Several times what it takes is allowed here. */
  @Test
  void startsAndAnswersWithinAFractionOfASecond() {
    long[] nanos = new long[9];
    for (int i = 0; i < nanos.length; i++) {
      long begin = System.nanoTime();
      RunningSecretsManager service =
          RunningSecretsManager.alone(
              new SharedService(dev.keyturn.local.EmbeddedSecretsManager.builder()));
      service.client().listSecrets();
      nanos[i] = System.nanoTime() - begin;
      service.close();
    }
    Arrays.sort(nanos);

    assertThat(Duration.ofNanos(nanos[nanos.length / 2])).isLessThan(Duration.ofMillis(150));
  }

  private static List<URI> endpoints() {
    return SEEN.values().stream().map(RunningSecretsManager::endpoint).distinct().toList();
  }

  private static void isClosed(URI endpoint) {
    assertThat(catchThrowable(() -> new Socket(endpoint.getHost(), endpoint.getPort()).close()))
        .isInstanceOf(ConnectException.class);
  }

  /** Runs classes and their tests at once, and tells what failed. */
  private static List<String> run(int tests, Class<?>... classes) {
    together = new CyclicBarrier(tests);
    EngineExecutionResults results =
        EngineTestKit.engine("junit-jupiter")
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
            .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
            .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
            .configurationParameter(
                "junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
            .selectors(
                Arrays.stream(classes)
                    .map(type -> selectClass(type))
                    .toArray(DiscoverySelector[]::new))
            .execute();
    return results.allEvents().failed().stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class).getThrowable())
        .map(failure -> failure.orElseThrow().toString())
        .toList();
  }
}
