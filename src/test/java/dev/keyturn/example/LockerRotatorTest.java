package dev.keyturn.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.local.events.RotationEventName;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.testkit.EmbeddedSecretsManager;
import dev.keyturn.testkit.RotationFunction;
import dev.keyturn.testkit.RunningSecretsManager;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The README's rotator in a whole rotation, as Secrets Manager runs one. */
@EmbeddedSecretsManager(
    functions = @RotationFunction(name = "Locker", handler = LockerRotator.class))
class LockerRotatorTest {

  private final RunningSecretsManager service;
  private final SecretsManagerClient client;
  private LockerServer lockers;

  LockerRotatorTest(RunningSecretsManager service, SecretsManagerClient client) {
    this.service = service;
    this.client = client;
  }

  @BeforeEach
  void aLocker() throws IOException {
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

    assertThat(end()).isEqualTo(RotationEventName.ROTATION_SUCCEEDED + ": null");
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

    assertThat(end())
        .isEqualTo(
            RotationEventName.ROTATION_FAILED
                + ": setSecret of %s: logging in with AWSCURRENT as user 'me' at host '127.0.0.1': no answer. See if it is up."
                    .formatted(client.describeSecret(r -> r.secretId(name())).arn()));
  }

  private String name() {
    return "locker-" + lockers.port();
  }

  /** Starts a rotation, and lets enough time pass for all its retries. */
  private String rotate() throws InterruptedException {
    String version =
        client
            .rotateSecret(r -> r.secretId(name()).rotationLambdaARN(service.functionArn("Locker")))
            .versionId();
    service.clock().advance(Duration.ofHours(1));
    return version;
  }

  private String end() {
    List<ServiceEvent.Rotation> states = service.rotations();
    ServiceEvent.Rotation last = states.get(states.size() - 1);
    return last.state() + ": " + last.cause();
  }
}
