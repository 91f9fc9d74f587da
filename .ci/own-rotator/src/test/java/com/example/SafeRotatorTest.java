package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.keyturn.local.time.VirtualClock;
import dev.keyturn.testkit.EmbeddedSecretsManager;
import dev.keyturn.testkit.EmbeddedSecretsManager.Lifecycle;
import dev.keyturn.testkit.RotationFunction;
import dev.keyturn.testkit.RunningSecretsManager;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Tests that run at once, with one name for their secrets. */
@EmbeddedSecretsManager(
    lifecycle = Lifecycle.PER_METHOD,
    startTime = "2026-11-24T10:15:30Z",
    functions = @RotationFunction(name = "SafeRotator", handler = SafeRotator.class))
class SafeRotatorTest {

  @Test
  void rotatesAtOnce(
      SecretsManagerClient client, VirtualClock clock, RunningSecretsManager service)
      throws InterruptedException {
    create(client, "alice");

    client.rotateSecret(
        r -> r.secretId("safe").rotationLambdaARN(service.functionArn("SafeRotator")));
    clock.advance(Duration.ZERO);

    assertNull(Safe.open("alice", "first"));
    assertNotNull(Safe.open("alice", password(client)));
    assertEquals(
        "[RotationStarted, RotationSucceeded]",
        service.rotations().stream().map(each -> each.state().toString()).toList().toString());
  }

  @Test
  void rotatesEveryMonth(
      SecretsManagerClient client, VirtualClock clock, RunningSecretsManager service)
      throws InterruptedException {
    create(client, "bob");
    client.rotateSecret(
        r ->
            r.secretId("safe")
                .rotationLambdaARN(service.functionArn("SafeRotator"))
                .rotateImmediately(false)
                .rotationRules(rules -> rules.scheduleExpression("cron(0 8 1 * ? *)")));

    clock.advance(Duration.ofDays(6));
    assertNotNull(Safe.open("bob", "first"));
    clock.advance(Duration.ofDays(2));

    String december = password(client);
    assertNotNull(Safe.open("bob", december));
    clock.advance(Duration.ofDays(31));
    assertNotEquals(december, password(client));
  }

  private static void create(SecretsManagerClient client, String user) {
    Safe.lock(user, "first");
    client.createSecret(
        r ->
            r.name("safe")
                .secretString(
                    """
                    {"engine":"safe","host":"here","username":"%s","password":"first"}"""
                        .formatted(user)));
  }

  private static String password(SecretsManagerClient client) {
    return client
        .getSecretValue(r -> r.secretId("safe"))
        .secretString()
        .replaceFirst(".*\"password\":\"([^\"]*)\".*", "$1");
  }
}
