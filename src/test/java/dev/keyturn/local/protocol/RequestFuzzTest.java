package dev.keyturn.local.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.auth.OpenAccess;
import dev.keyturn.local.auth.signature.WireRequest;
import dev.keyturn.local.events.ServiceObserver;
import dev.keyturn.local.functions.FunctionRegistry;
import dev.keyturn.local.model.ApiModel;
import dev.keyturn.local.protocol.Dispatcher.Response;
import dev.keyturn.local.rotation.RetryPolicy;
import dev.keyturn.local.rotation.RotationOperations;
import dev.keyturn.local.rotation.RotationSettings;
import dev.keyturn.local.rotation.Rotations;
import dev.keyturn.local.schedule.StartMoments;
import dev.keyturn.local.secrets.Backend;
import dev.keyturn.local.secrets.InMemoryRepository;
import dev.keyturn.local.secrets.Operation;
import dev.keyturn.local.secrets.SecretOperations;
import dev.keyturn.local.time.ServiceClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Any body of any operation is answered, or refused with an error of the client's: never 500.
 *
 * <p>An input is the operation's name, a line feed, and the body.
 */
class RequestFuzzTest {

  private static final String CANARY = "canary-7f3a";
  private static final String CREATE =
      """
      {"Name":"s","SecretString":"%s","Tags":[{"Key":"k","Value":"v"}],
       "ClientRequestToken":"00000000-0000-4000-8000-000000000001"}"""
          .formatted(CANARY);
  private static final List<Map.Entry<String, String>> SIGNED =
      List.of(
          Map.entry(
              "Authorization",
              "AWS4-HMAC-SHA256"
                  + " Credential=AKIAIOSFODNN7EXAMPLE/20261124/eu-west-1/secretsmanager/aws4_request,"
                  + " SignedHeaders=host, Signature=any"));

  private static final ApiModel MODEL = ApiModel.load();
  private static final ServiceClock CLOCK =
      ServiceClock.following(() -> Instant.parse("2026-11-24T10:00:00Z"));

  @FuzzTest(maxDuration = "60s")
  void answers(byte[] input) throws IOException {
    int line = new String(input, StandardCharsets.ISO_8859_1).indexOf('\n');
    String operation = new String(input, 0, Math.max(line, 0), StandardCharsets.ISO_8859_1).strip();
    byte[] body = Arrays.copyOfRange(input, line + 1, input.length);
    Dispatcher dispatcher = dispatcher();
    assertThat(
            respond(dispatcher, "CreateSecret", CREATE.getBytes(StandardCharsets.UTF_8)).status())
        .isEqualTo(200);

    Response response = respond(dispatcher, operation, body);

    assertThat(response.status()).as(response.body()).isIn(200, 400);
    if (response.status() == 400) {
      assertThat(JSON.std.mapFrom(response.body())).containsOnlyKeys("__type", "Message");
      if (!new String(body, StandardCharsets.UTF_8).contains(CANARY)) {
        assertThat(response.body()).doesNotContain(CANARY);
      }
    }
  }

  private static Response respond(Dispatcher dispatcher, String operation, byte[] body) {
    List<Map.Entry<String, String>> headers =
        List.of(SIGNED.get(0), Map.entry("X-Amz-Target", "secretsmanager." + operation));
    return dispatcher.respond(new WireRequest("POST", "/", headers, body, "127.0.0.1"));
  }

  private static Dispatcher dispatcher() {
    Random random = new Random(1);
    Backend backend = new Backend(new InMemoryRepository(), CLOCK, random);
    FunctionRegistry functions = new FunctionRegistry();
    RotationSettings settings =
        new RotationSettings(
            RetryPolicy.DEFAULT,
            new StartMoments(random, StartMoments.DEFAULT_WEIGHT),
            RotationSettings.DEFAULT_CONCURRENCY);
    Rotations rotations = new Rotations(backend, CLOCK, functions, settings, ServiceObserver.NONE);
    Map<String, Operation> operations = new HashMap<>(SecretOperations.of(backend));
    operations.putAll(RotationOperations.of(backend, functions, rotations));
    return new Dispatcher(MODEL, operations, new OpenAccess(), CLOCK, ServiceObserver.NONE);
  }
}
