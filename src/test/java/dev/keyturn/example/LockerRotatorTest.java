package dev.keyturn.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.local.events.RotationEventName;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.local.rotation.RetryPolicy;
import dev.keyturn.testkit.SecretsManagerExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The README's rotator in a whole rotation, as Secrets Manager runs one. */
class LockerRotatorTest {

  private static final BlockingQueue<ServiceEvent.Rotation> ENDS = new LinkedBlockingQueue<>();

  @RegisterExtension
  static final SecretsManagerExtension SERVICE =
      new SecretsManagerExtension(
          builder ->
              builder
                  .function(
                      "Locker", FunctionTarget.parse("class:" + LockerRotator.class.getName()))
                  .retries(new RetryPolicy(1, Duration.ZERO))
                  .observer(LockerRotatorTest::observed));

  private LockerServer lockers;
  private SecretsManagerClient client;

  @BeforeEach
  void aLocker() throws IOException {
    client = SERVICE.client();
    lockers = new LockerServer().user("me", "first-password");
    client.createSecret(
        r ->
            r.name("locker-" + lockers.port())
                .secretString(
                    """
                    {"engine":"locker","host":"127.0.0.1","port":%d,"username":"me","password":"first-password"}"""
                        .formatted(lockers.port())));
  }

  @AfterEach
  void close() {
    lockers.close();
  }

  @Test
  void rotates() throws InterruptedException {
    String version = rotate();

    assertThat(ENDS.poll(20, TimeUnit.SECONDS))
        .extracting(ServiceEvent.Rotation::state)
        .isEqualTo(RotationEventName.ROTATION_SUCCEEDED);
    String current =
        client.getSecretValue(r -> r.secretId(name()).versionId(version)).secretString();
    String password = current.replaceFirst(".*\"password\":\"([^\"]*)\".*", "$1");
    assertThat(lockers.opens("me", password)).isTrue();
    assertThat(lockers.opens("me", "first-password")).isFalse();
    assertThat(client.describeSecret(r -> r.secretId(name())).versionIdsToStages().get(version))
        .containsExactlyInAnyOrder("AWSCURRENT", "AWSPENDING");
  }

  @Test
  void saysThatTheServiceIsDown() throws InterruptedException {
    lockers.close();

    rotate();

    assertThat(ENDS.poll(20, TimeUnit.SECONDS))
        .extracting(ServiceEvent.Rotation::cause)
        .isEqualTo(
            "setSecret of %s: logging in with AWSPENDING as user 'me' at host '127.0.0.1': no answer. See if it is up."
                .formatted(client.describeSecret(r -> r.secretId(name())).arn()));
  }

  private String name() {
    return "locker-" + lockers.port();
  }

  private String rotate() {
    return client
        .rotateSecret(
            r ->
                r.secretId(name())
                    .rotationLambdaARN("arn:aws:lambda:us-east-1:123456789012:function:Locker"))
        .versionId();
  }

  private static void observed(ServiceEvent event) {
    if (event instanceof ServiceEvent.Rotation rotation
        && rotation.state() != RotationEventName.ROTATION_STARTED) {
      ENDS.add(rotation);
    }
  }
}
