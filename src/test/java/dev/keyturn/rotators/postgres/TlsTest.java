package dev.keyturn.rotators.postgres;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static dev.keyturn.secret.StagingLabel.CURRENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.Step;
import dev.keyturn.rotation.StepReport;
import dev.keyturn.rotators.jdbc.CertificateMill;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which servers a password is sent to, and how. */
@ExtendWith(SharedPostgres.class)
class TlsTest {

  private static final String LOGIN =
      "logging in with AWSCURRENT as user '%s' at host 'localhost': ";

  @TempDir static Path directory;

  private static CertificateMill mill;

  private Database database;
  private Scene scene;
  private String user;

  @BeforeAll
  static void makeCertificates() throws Exception {
    mill = new CertificateMill(directory.resolve("certificates.p12"), "password");
    mill.authority("ca", "CN=Authority of this test");
    mill.server("elsewhere", "ca", "db.example.com");
    mill.server("expired", "ca", "localhost", "-startdate", "-10d", "-validity", "5");
    mill.authority(
        "impostor",
        "L=Seattle,CN=Amazon RDS eu-west-1 Root CA ECC384 G1,ST=WA,OU=Amazon RDS,O=Amazon Web"
            + " Services\\, Inc.,C=US");
    mill.server("fooled", "impostor", "localhost");
    mill.server("early", "ca", "localhost", "-startdate", "+5d", "-validity", "5");
  }

  @BeforeEach
  void prepare(Database shared) throws Exception {
    database = shared;
    scene = new Scene(database);
    user = Database.freshName("app");
    database.createUser(user, "first-password", "");
    scene.secret(json());
    scene.begin();
    scene.run(CREATE_SECRET);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private SecretJson json() {
    return SecretJson.of(database, user, "first-password");
  }

  @Test
  void aCertificateForAnotherHost() throws Exception {
    scene.variable("CA_BUNDLE", mill.certificate("ca"));
    try (Presented certificate = new Presented("elsewhere")) {
      assertTlsFails(
          certificate,
          "the server's certificate is not for host 'localhost': No subject alternative DNS name"
              + " matching localhost found. Put a name that the certificate is for into member"
              + " 'host', or give the server a certificate for this one.");
    }
    healed();
  }

  @Test
  void aCertificateOfAnAuthorityThatNobodyKnows() throws Exception {
    try (Presented certificate = new Presented("elsewhere")) {
      assertTlsFails(
          certificate,
          "the server's certificate is not trusted: no authority of Java, of Amazon RDS or of"
              + " CA_BUNDLE signed it. Set CA_BUNDLE to the certificate of the authority that signed"
              + " it, as PEM text or the path of a file in the function.");
    }
    healed();
  }

  /** The name of Amazon's authority is in the bundle, but not this key. */
  @Test
  void aCertificateOfSomebodyWhoOnlySaysToBeAmazon() throws Exception {
    try (Presented certificate = new Presented("fooled")) {
      assertTlsFails(
          certificate,
          "the server's certificate is not trusted: no authority of Java, of Amazon RDS or of"
              + " CA_BUNDLE signed it. Set CA_BUNDLE to the certificate of the authority that signed"
              + " it, as PEM text or the path of a file in the function.");
    }
    healed();
  }

  @Test
  void aCertificateThatHasExpired() throws Exception {
    scene.variable("CA_BUNDLE", mill.certificate("ca"));
    try (Presented certificate = new Presented("expired")) {
      assertTlsFails(
          certificate,
          "the server's certificate, or one that it depends on, has expired. Renew the server's"
              + " certificate.");
    }
    healed();
  }

  @Test
  void aCertificateThatIsNotValidYet() throws Exception {
    scene.variable("CA_BUNDLE", mill.certificate("ca"));
    try (Presented certificate = new Presented("early")) {
      assertTlsFails(
          certificate,
          "the server's certificate is not valid yet. Correct the clock of the server that made the"
              + " certificate, or wait.");
    }
    healed();
  }

  /** Nothing but the question for TLS may have been sent: no name, and nothing that is secret. */
  @Test
  void aServerWithoutTls() throws Exception {
    try (FakeServer server = FakeServer.start(FakeServer.WITHOUT_TLS)) {
      scene.secrets().put(scene.id(), json().with("port", server.port()).toString());
      scene.begin();
      scene.run(CREATE_SECRET);

      assertRefused(
          LOGIN
              + "the server does not offer TLS. Switch TLS on in the server, or accept an unencrypted"
              + " connection with \"ssl\": false in the secret.",
          user);

      assertThat(server.heard()).isEqualTo(FakeServer.TLS_REQUEST);
      server.become(FakeServer.relay(database.server().port()));
      healed();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "\"false\"", "\"False\""})
  void unencryptedOnlyIfTheSecretSaysSo(String no) {
    scene.secrets().put(scene.id(), json().toString().replaceFirst("}$", ",\"ssl\":" + no + "}"));

    scene.rotate();

    assertThat(scene.reports().subList(1, 5))
        .extracting(StepReport::warnings)
        .containsExactly(
            List.of(),
            List.of("AWSCURRENT was sent unencrypted, because it says ssl: false"),
            List.of("AWSPENDING was sent unencrypted, because it says ssl: false"),
            List.of());
    assertThat(scene.log().get(2)).startsWith("{\"level\":\"WARN\",\"step\":\"setSecret\",");
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
  }

  @Test
  void tlsIsInUseOtherwise() throws Exception {
    String[] protocol = new String[1];
    scene.function(
        environment ->
            new WatchedRotator(
                environment,
                moment -> {
                  if (moment.equals("before commit")) {
                    protocol[0] =
                        sessions(
                            "SELECT s.version FROM pg_stat_ssl s JOIN pg_stat_activity USING (pid)"
                                + " WHERE usename = '"
                                + user
                                + "'");
                  }
                }));

    scene.run(SET_SECRET);

    assertThat(protocol[0]).isEqualTo("TLSv1.3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "LOCALHOST"})
  void anotherNameThatTheCertificateIsFor(String host) {
    scene.secrets().put(scene.id(), json().with("host", host).toString());

    scene.rotate();

    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
  }

  private String sessions(String query) {
    try {
      return database.one(query);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void assertTlsFails(Presented certificate, String text) throws Exception {
    assertThat(certificate.alias).isNotEmpty();
    assertRefused(LOGIN + "%s", user, text);
  }

  @FormatMethod
  private void assertRefused(@FormatString String text, Object... details) throws Exception {
    List<String> before = database.catalog();

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure).hasMessage(scene.message(SET_SECRET, text, details));
    assertThat(failure.reason()).isEqualTo(Reason.TLS_FAILED);
    assertThat(scene.last().logins()).isEqualTo(1);
    assertThat(database.catalog()).isEqualTo(before);
  }

  private void healed() {
    String pending = scene.pending().password();
    scene.variable("CA_BUNDLE", database.caFile().toString());
    scene.run(Step.values());
    assertThat(scene.current().password()).isEqualTo(pending);
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
  }

  /** The server shows another certificate for a while. */
  private final class Presented implements AutoCloseable {

    private final String alias;

    Presented(String alias) throws Exception {
      this.alias = alias;
      Path data = Path.of(database.one("SHOW data_directory"));
      Path key = data.resolve(alias + ".key");
      if (Files.notExists(key)) {
        Files.createFile(
            key,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, mill.privateKey(alias));
        Files.writeString(data.resolve(alias + ".crt"), mill.certificate(alias));
      }
      database.configure("ssl_key_file", alias + ".key");
      database.configure("ssl_cert_file", alias + ".crt");
    }

    @Override
    public void close() throws SQLException {
      database.unconfigure("ssl_key_file");
      database.unconfigure("ssl_cert_file");
    }
  }
}
