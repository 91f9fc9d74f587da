package dev.keyturn.rotators.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code CA_BUNDLE}, in each of its forms. */
class CertificateAuthoritiesTest {

  private static final String BROKEN =
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

  @TempDir Path folder;

  @Test
  void isTakenAsPemTextOrFromAFile() throws Exception {
    String pem = TestAuthority.named("CN=Example Root").pem();
    Path file = Files.writeString(folder.resolve("ca.pem"), pem);

    for (String value : new String[] {pem, file.toString()}) {
      Settings settings = Settings.of(Map.of("CA_BUNDLE", value));
      assertThat(CertificateAuthorities.from(settings).pem()).isEqualTo(pem);
      assertThat(settings.problems()).isEmpty();
    }
  }

  @Test
  void isNotNeeded() {
    Settings settings = Settings.of(Map.of());
    assertThat(CertificateAuthorities.from(settings).pem()).isEmpty();
    assertThat(settings.problems()).isEmpty();
  }

  @Test
  void aMistakeIsToldOnceAndForWhatItIs() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing");
    Path missing = folder.resolve("missing.pem");

    assertThat(problems(missing.toString()))
        .containsExactly("CA_BUNDLE is neither a file that can be read nor PEM text");
    assertThat(problems("\0"))
        .containsExactly("CA_BUNDLE is neither a file that can be read nor PEM text");
    assertThat(problems(empty.toString()))
        .containsExactly("CA_BUNDLE names the file '" + empty + "', which holds no certificate");
    assertThat(problems(BROKEN))
        .containsExactly("CA_BUNDLE holds a certificate that cannot be read");
  }

  private static Iterable<String> problems(String value) {
    Settings settings = Settings.of(Map.of("CA_BUNDLE", value));
    CertificateAuthorities unused = CertificateAuthorities.from(settings);
    return settings.problems();
  }
}
