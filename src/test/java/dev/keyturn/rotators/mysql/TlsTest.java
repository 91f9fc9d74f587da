package dev.keyturn.rotators.mysql;

import static dev.keyturn.secret.StagingLabel.CURRENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotators.RotationScene;
import dev.keyturn.rotators.jdbc.CertificateMill;
import dev.keyturn.rotators.mysqlprotocol.EngineTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which servers a password is sent to, and how. */
@ExtendWith(MySqlServer.Shared.class)
class TlsTest extends EngineTest {

  private static final String LOGIN = "logging in with AWSPENDING as user '%s' at host '%s': ";
  private static final String VERSION = "8.0.15";

  private final MySqlServer mysql;

  TlsTest(MySqlServer server) {
    super(server, MySqlRotator::new);
    this.mysql = server;
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST", "127.0.0.1"})
  void aServerWhoseCertificateIsForTheHost(String host) throws Exception {
    server.run("ALTER USER " + account + " REQUIRE SSL");
    scene.put(RotationScene.with(json(), "host", host));

    scene.rotate();

    assertThat(scene.labels()).contains("AWSCURRENT");
    // Without TLS the server refuses the user.
    assertThat(login(CURRENT)).isEqualTo(REFUSED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aServerThatNobodyVouchesFor(boolean another, @TempDir Path directory) throws Exception {
    String bundle = "";
    if (another) {
      CertificateMill mill = new CertificateMill(directory.resolve("store.p12"), "password");
      mill.authority("ca", "CN=Keyturn local CA");
      bundle = mill.certificate("ca");
    }
    scene.variable("CA_BUNDLE", bundle);

    assertRefused(
        Reason.TLS_FAILED,
        LOGIN
            + "the server's certificate is not trusted: no authority of Java, of Amazon RDS or of"
            + " CA_BUNDLE signed it. Set CA_BUNDLE to the certificate of the authority that signed"
            + " it, as PEM text or the path of a file in the function.",
        user,
        "localhost");
    assertThat(scene.last().logins()).isEqualTo(1);

    heal();
  }

  @Test
  void aServerWhoseCertificateIsForAnotherHost() throws Exception {
    try (OtherGreeting elsewhere = new OtherGreeting(mysql.port(), VERSION, "127.0.0.2", true)) {
      scene.put(
          RotationScene.with(
              RotationScene.with(json(), "host", "127.0.0.2"), "port", elsewhere.port()));

      assertRefused(
          Reason.TLS_FAILED,
          LOGIN
              + "the server's certificate is not for host '127.0.0.2': No subject alternative names"
              + " matching IP address 127.0.0.2 found. Put a name that the certificate is for into"
              + " member 'host', or give the server a certificate for this one.",
          user,
          "127.0.0.2");
      assertThat(scene.last().logins()).isEqualTo(1);
    }
  }

  @Test
  void aServerWithoutTls() throws Exception {
    try (OtherGreeting plain = new OtherGreeting(mysql.port(), VERSION, "localhost", false)) {
      scene.put(RotationScene.with(json(), "port", plain.port()));

      assertRefused(
          Reason.TLS_FAILED,
          LOGIN
              + "the server does not offer TLS. Switch TLS on in the server, or accept an unencrypted"
              + " connection with \"ssl\": false in the secret.",
          user,
          "localhost");

      scene.put(
          RotationScene.with(RotationScene.with(json(), "port", plain.port()), "ssl", "false"));
      scene.rotate();
      assertThat(scene.warnings())
          .contains("AWSPENDING was sent unencrypted, because it says ssl: false");
      assertThat(login(CURRENT)).isEqualTo("accepted");
    }
  }
}
