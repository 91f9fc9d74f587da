package dev.keyturn.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.cli.servers.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** What {@code sam local} finds when it sends the events of this project. */
class KeptStageTest {

  private static final Path SEED = Path.of("events/seed.json");

  @TempDir private Path folder;

  @Test
  void hasWhatTheEventsName() throws Exception {
    int postgres = Ports.free();
    Path parameters = folder.resolve("made/parameters.yaml");
    try (KeptStage stage = KeptStage.start(SEED, parameters, Ports.free(), postgres);
        SecretsManagerClient client = Stage.client(stage.endpoint())) {
      Map<String, Object> event = event("create-secret.json");
      String arn = (String) event.get("SecretId");
      Map<String, List<String>> labels =
          client.describeSecret(r -> r.secretId(arn)).versionIdsToStages();
      assertThat(labels)
          .isEqualTo(
              Map.of(
                  (String) event.get("ClientRequestToken"),
                  List.of("AWSPENDING"),
                  (String) event("test-only.json").get("ClientRequestToken"),
                  List.of("AWSCURRENT")));

      Map<String, Object> secret =
          JSON.std.mapFrom(client.getSecretValue(r -> r.secretId(arn)).secretString());
      assertThat(secret)
          .containsEntry("host", "host.docker.internal")
          .containsEntry("port", KeptStage.POSTGRES_PORT);
      Map<?, ?> given =
          new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(parameters));
      assertThat(given.get("SecretsManagerEndpoint"))
          .isEqualTo("http://host.docker.internal:" + stage.endpoint().getPort());
      Path authority =
          Files.writeString(folder.resolve("ca.pem"), String.valueOf(given.get("CaBundle")));
      login(postgres, (String) secret.get("username"), (String) secret.get("password"), authority);
    }
  }

  private static Map<String, Object> event(String file) throws IOException {
    return JSON.std.mapFrom(Files.readString(Path.of("events", file)));
  }

  /** With the certificate checked, as the function does it. */
  private static void login(int port, String user, String password, Path authority)
      throws SQLException {
    Properties properties = new Properties();
    properties.put("user", user);
    properties.put("password", password);
    properties.put("sslmode", "verify-full");
    properties.put("sslrootcert", authority.toString());
    try (Connection connection =
        new Driver().connect("jdbc:postgresql://localhost:" + port + "/postgres", properties)) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  @Test
  void tellsOfAPortThatIsInUse() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> KeptStage.start(SEED, folder.resolve("p.yaml"), port, Ports.free()))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "port %d is in use, where Secrets Manager is to be found. Stop what listens there"
                  .formatted(port));
    }
  }

  @Test
  void tellsOfAFolderWithoutTheSeed() {
    assertThatThrownBy(
            () -> KeptStage.start(folder.resolve("seed.json"), folder.resolve("p.yaml"), 0, 0))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "there is no %s here. Run this in Keyturn's own folder"
                .formatted(folder.resolve("seed.json")));
  }
}
