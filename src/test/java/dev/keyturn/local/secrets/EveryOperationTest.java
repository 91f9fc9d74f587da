package dev.keyturn.local.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.EmbeddedSecretsManager;
import dev.keyturn.local.model.ApiModel;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every operation of the model is offered, and refuses an empty request as itself. */
class EveryOperationTest {

  private static final String SCOPE =
      "AWS4-HMAC-SHA256 Credential=any/20260301/eu-west-1/secretsmanager/aws4_request,"
          + " SignedHeaders=host, Signature=any";

  @Test
  void isOffered() throws Exception {
    Map<?, ?> operations = operations();
    List<String> unknown = new ArrayList<>();
    try (EmbeddedSecretsManager service = EmbeddedSecretsManager.builder().start()) {
      for (Object operation : operations.keySet()) {
        String answer = send(service, String.valueOf(operation));
        if (answer.contains("UnknownOperationException")
            || answer.contains("InternalServiceError")) {
          unknown.add(operation + ": " + answer);
        }
      }
    }

    assertThat(operations).hasSize(23);
    assertThat(unknown).isEmpty();
  }

  private static String send(EmbeddedSecretsManager service, String operation) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(service.endpoint())
            .header("X-Amz-Target", "secretsmanager." + operation)
            .header("Content-Type", "application/x-amz-json-1.1")
            .header("Authorization", SCOPE)
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static Map<?, ?> operations() throws IOException {
    try (InputStream model = ApiModel.class.getResourceAsStream("secretsmanager-2017-10-17.json")) {
      return (Map<?, ?>) JSON.std.mapFrom(model).get("operations");
    }
  }
}
