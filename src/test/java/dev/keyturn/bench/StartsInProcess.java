package dev.keyturn.bench;

import dev.keyturn.local.EmbeddedSecretsManager;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Starts the service in this JVM as a test does, again and again, and prints for each start how
 * many milliseconds went by until the service was there and until it had answered a request.
 */
final class StartsInProcess {

  private static final double NANOS_PER_MILLI = 1e6;

  private StartsInProcess() {}

  public static void main(String[] arguments) throws IOException {
    for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
      long start = System.nanoTime();
      try (EmbeddedSecretsManager service = EmbeddedSecretsManager.builder().start()) {
        long there = System.nanoTime();
        ask(service.endpoint());
        long answered = System.nanoTime();
        System.out.printf(
            "%.2f %.2f%n", (there - start) / NANOS_PER_MILLI, (answered - start) / NANOS_PER_MILLI);
      }
    }
  }

  private static void ask(URI endpoint) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) endpoint.toURL().openConnection();
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/x-amz-json-1.1");
    connection.setRequestProperty("X-Amz-Target", "secretsmanager.ListSecrets");
    connection.setRequestProperty(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/secretsmanager/aws4_request,"
            + " SignedHeaders=host, Signature=0");
    try (OutputStream body = connection.getOutputStream()) {
      body.write("{}".getBytes(StandardCharsets.UTF_8));
    }
    if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw new IOException("the service answered " + connection.getResponseCode());
    }
  }
}
