package dev.keyturn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/** {@code serve --credentials}, as a process. */
class ServeCredentialsTest {

  private static final String READY = "Keyturn is serving Secrets Manager at ";

  @TempDir Path directory;

  @Test
  void checksKeys() throws Exception {
    Process serve = serve("--credentials", file("\"policies\": []").toString());
    try (BufferedReader output = output(serve)) {
      String line = output.readLine();
      assertThat(line).startsWith(READY);
      URI endpoint = URI.create(line.substring(READY.length()));

      assertThatThrownBy(() -> list(endpoint, "ann's key"))
          .isInstanceOf(SecretsManagerException.class)
          .hasMessageContaining("because no identity-based policy allows the");
      assertThatThrownBy(() -> list(endpoint, "another key"))
          .isInstanceOf(SecretsManagerException.class)
          .hasMessageContaining("The request signature we calculated does not match");
    } finally {
      serve.destroy();
      assertThat(serve.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void tellsWhatIsWrongWithTheFileBeforeAnythingListens() throws Exception {
    Path file = file("\"policies\": 1, \"functions\": [\"Door\"]");
    Process serve = serve("--credentials", file.toString());

    try (BufferedReader output = output(serve)) {
      assertThat(output.lines())
          .containsExactly(
              "keyturn: credentials file "
                  + file
                  + ": principals[0].policies is not a list; principals[0] has functions, which"
                  + " only a role can have");
    }
    assertThat(serve.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(serve.exitValue()).isEqualTo(2);
  }

  private Path file(String members) throws IOException {
    return Files.writeString(
        directory.resolve("credentials.json"),
        """
        {"principals": [{"arn": "arn:aws:iam::123456789012:user/ann", "accessKeyId": "AKIDANN",
          "secretAccessKey": "ann's key", %s}]}"""
            .formatted(members));
  }

  private static void list(URI endpoint, String key) {
    try (SecretsManagerClient client =
        SecretsManagerClient.builder()
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDANN", key)))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build()) {
      client.listSecrets(r -> {});
    }
  }

  private static Process serve(String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Keyturn.class.getName(),
                "serve",
                "--port",
                "0"));
    command.addAll(Arrays.asList(options));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }
}
