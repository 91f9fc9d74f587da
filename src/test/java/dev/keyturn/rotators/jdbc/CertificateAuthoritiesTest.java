package dev.keyturn.rotators.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CA_BUNDLE, by path and as text, good and bad. */
class CertificateAuthoritiesTest {

  @TempDir static Path directory;

  private static String pem;

  @BeforeAll
  static void makeCertificate() throws Exception {
    CertificateMill mill = new CertificateMill(directory.resolve("certificates.p12"), "password");
    mill.authority("ca", "CN=Authority of this test");
    pem = mill.certificate("ca");
  }

  @Test
  void isEmptyByDefault() {
    assertThat(pemOf(Settings.of(Map.of()))).isEmpty();
    assertThat(pemOf(Settings.of(Map.of("CA_BUNDLE", "")))).isEmpty();
  }

  @Test
  void isText() {
    assertTrusts(pem);
    assertTrusts(pem.replace("\n", "\r\n"));
    assertTrusts("# Our authority\n\n" + pem + "\n# The same again\n" + pem);
  }

  @Test
  void isAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("größe.pem"), pem);

    assertTrusts(file.toString());
  }

  @Test
  void isAFileWithWordsInAnotherAlphabet() throws Exception {
    Path file = Files.writeString(directory.resolve("comment.pem"), "# Prüfstelle 漢\n" + pem);

    assertTrusts(file.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/no/such/file.pem", "MIIB", "\u0000", "."})
  void isNeitherFileNorText(String value) {
    assertProblem(value, "CA_BUNDLE is neither a file that can be read nor PEM text");
  }

  @Test
  void isAFileOfSomethingElse() throws Exception {
    Path file = Files.writeString(directory.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----");

    assertProblem(
        file.toString(), "CA_BUNDLE names the file '" + file + "', which holds no certificate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "\n-----END CERTIFICATE-----\n", "AAAA\n-----END CERTIFICATE-----"})
  void isDamaged(String rest) {
    assertProblem(
        Certificates.BEGIN + "\n" + rest, "CA_BUNDLE holds a certificate that cannot be read");
    assertProblem(
        pem + Certificates.BEGIN + "\n" + rest,
        "CA_BUNDLE holds a certificate that cannot be read");
  }

  private static void assertTrusts(String value) {
    Settings settings = Settings.of(Map.of("CA_BUNDLE", value));
    CertificateAuthorities authorities = CertificateAuthorities.from(settings);

    assertThat(settings.problems()).isEmpty();
    assertThat(authorities.pem()).contains("-----BEGIN CERTIFICATE-----");
    assertThat(CertificateAuthorities.with(authorities.pem()).socketFactory()).isNotNull();
  }

  private static void assertProblem(String value, String problem) {
    Settings settings = Settings.of(Map.of("CA_BUNDLE", value));
    CertificateAuthorities.from(settings);

    assertThat(settings.problems()).containsExactly(problem);
  }

  private static String pemOf(Settings settings) {
    return CertificateAuthorities.from(settings).pem();
  }
}
