package dev.keyturn.rotators.redis;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.FINISH_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static dev.keyturn.rotation.Step.TEST_SECRET;
import static dev.keyturn.secret.StagingLabel.CURRENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotators.RotationScene;
import dev.keyturn.rotators.jdbc.CertificateMill;
import dev.keyturn.rotators.redis.RedisNode.Users;
import dev.keyturn.secret.SecretText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which servers a password is sent to, and how. */
class TlsTest {

  @TempDir static Path directory;

  private static CertificateMill mill;

  private RotationScene scene;

  @BeforeAll
  static void makeCertificates() throws Exception {
    mill = new CertificateMill(directory.resolve("certificates.p12"), "password");
    mill.authority("ca", "CN=Authority of this test");
    mill.server("good", "ca", "localhost");
    mill.server("elsewhere", "ca", "redis.example.com");
    mill.server("expired", "ca", "localhost", "-startdate", "-10d", "-validity", "5");
  }

  @BeforeEach
  void prepare() {
    scene = new RotationScene(RedisRotator::new);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private static RedisNode start(Path folder, String certificate) throws Exception {
    Files.writeString(folder.resolve("ca.pem"), mill.certificate("ca"));
    Files.writeString(folder.resolve("server.crt"), mill.certificate(certificate));
    Files.writeString(folder.resolve("server.key"), mill.privateKey(certificate));
    // Users come from the file, since nobody else here speaks TLS.
    Files.writeString(
        folder.resolve("app.acl"), "user default off\nuser app on >first-password ~* &* +@all\n");
    int port = RedisNode.freePort();
    return RedisNode.start(
        folder,
        Users.CONFIGURATION_FILE,
        "port 0",
        "tls-port " + port,
        "tls-cert-file " + folder.resolve("server.crt"),
        "tls-key-file " + folder.resolve("server.key"),
        "tls-ca-cert-file " + folder.resolve("ca.pem"),
        "tls-auth-clients no",
        "user app on >first-password ~* &* +@all");
  }

  private RotationScene scene(RedisNode node) {
    Map<String, Object> secret = new HashMap<>(node.secret("app", "first-password"));
    secret.remove("ssl");
    return scene.secret(secret).begin().run(CREATE_SECRET);
  }

  @Test
  void aCertificateOfAnAuthorityInTheBundle(@TempDir Path folder) throws Exception {
    try (RedisNode node = start(folder, "good")) {
      scene(node).variable("CA_BUNDLE", mill.certificate("ca")).run(SET_SECRET);
      scene.run(TEST_SECRET, FINISH_SECRET);

      assertThat(scene.warnings()).isEmpty();
      assertThat(Files.readString(node.file("redis.conf")))
          .contains(PasswordHash.of(SecretText.of(scene.member(CURRENT, "password"))));
    }
  }

  @Test
  void aCertificateOfAnAuthorityThatNobodyKnows(@TempDir Path folder) throws Exception {
    try (RedisNode node = start(folder, "good")) {
      assertTlsFails(
          scene(node).failure(SET_SECRET),
          "the server's certificate is not trusted: no authority of Java, of Amazon RDS or of"
              + " CA_BUNDLE signed it. Set CA_BUNDLE to the certificate of the authority that signed"
              + " it, as PEM text or the path of a file in the function.");
    }
  }

  @Test
  void aCertificateForAnotherHost(@TempDir Path folder) throws Exception {
    try (RedisNode node = start(folder, "elsewhere")) {
      assertTlsFails(
          scene(node).variable("CA_BUNDLE", mill.certificate("ca")).failure(SET_SECRET),
          "the server's certificate is not for host 'localhost': No subject alternative DNS name"
              + " matching localhost found. Put a name that the certificate is for into member"
              + " 'host', or give the server a certificate for this one.");
    }
  }

  @Test
  void aCertificateThatHasExpired(@TempDir Path folder) throws Exception {
    try (RedisNode node = start(folder, "expired")) {
      assertTlsFails(
          scene(node).variable("CA_BUNDLE", mill.certificate("ca")).failure(SET_SECRET),
          "the server's certificate, or one that it depends on, has expired. Renew the server's"
              + " certificate.");
    }
  }

  /** It is not asked again in the clear: MONITOR would show whatever arrives. */
  @Test
  void aServerWithoutTls(@TempDir Path folder) throws Exception {
    try (RedisNode node = RedisNode.start(folder)) {
      node.user("app", "first-password", "~*", "+@all");

      assertTlsFails(
          scene(node).failure(SET_SECRET, Duration.ofMillis(1500)),
          "'localhost', port %d takes connections, but does not answer a TLS handshake. Switch TLS on in"
                  .formatted(node.port())
              + " the server, or accept an unencrypted connection with \"ssl\": false in the secret.");
      assertThat(node.text("ACL", "LOG")).isEmpty();
      assertThat(node.passwords("app")).isEqualTo(1);
    }
  }

  private void assertTlsFails(RotationException failure, String text) {
    assertThat(failure.reason()).isEqualTo(Reason.TLS_FAILED);
    assertThat(failure)
        .hasMessage(
            scene.message(
                SET_SECRET,
                "logging in with AWSPENDING as user 'app' at host 'localhost': %s",
                text));
  }
}
