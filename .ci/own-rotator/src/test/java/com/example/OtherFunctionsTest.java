package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.local.time.VirtualClock;
import dev.keyturn.testkit.RunningSecretsManager;
import dev.keyturn.testkit.SecretsManagerExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** What needs more of the embedded service: a function in a process of its own, and a template. */
class OtherFunctionsTest {

  @RegisterExtension
  static final SecretsManagerExtension SERVICE =
      new SecretsManagerExtension(
          builder ->
              builder
                  .clock(new VirtualClock(Instant.parse("2026-11-24T10:15:30Z")))
                  .function("Apart", FunctionTarget.parse("process:com.example.SafeRotator"))
                  .template(template()));

  @Test
  void aFunctionRunsInAProcessOfItsOwn(
      SecretsManagerClient client, RunningSecretsManager service) throws InterruptedException {
    Safe.lock("carol", "first");
    client.createSecret(
        r ->
            r.name("safe")
                .secretString(
                    """
                    {"engine":"safe","host":"here","username":"carol","password":"first"}"""));

    client.rotateSecret(r -> r.secretId("safe").rotationLambdaARN(service.functionArn("Apart")));
    service.clock().advance(Duration.ofHours(1));

    String cause = service.rotations().get(1).cause();
    assertTrue(cause.contains("the safe stays shut"), cause);
  }

  @Test
  void aTemplateIsRead() {
    assertEquals(
        List.of(
            "function Other of the template is left out: its runtime is 'nodejs22.x', neither Java"
                + " nor Python. Give it a target with --function Other=TARGET"),
        // On a busy machine another one tells of a process that takes its time to start.
        SERVICE.service().warnings().stream()
            .filter(warning -> warning.contains("of the template"))
            .toList());
  }

  private static Path template() {
    try {
      return Files.writeString(
          Files.createTempDirectory("safe").resolve("template.yaml"),
          """
          Transform: AWS::Serverless-2016-10-31
          Resources:
            Other:
              Type: AWS::Serverless::Function
              Properties: {Runtime: nodejs22.x, Handler: app.handler, CodeUri: .}
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
