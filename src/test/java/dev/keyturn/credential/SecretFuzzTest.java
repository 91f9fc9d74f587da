package dev.keyturn.credential;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyturn.secret.SecretText;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Any text is a credential that survives being written, or is refused without being quoted. */
class SecretFuzzTest {

  private static final String CANARY = "canary-7f3a";

  private final Codec<DatabaseCredential> codec =
      DatabaseCredential.codec(new DatabaseDefaults(List.of("postgres"), 5432, "postgres"));

  @FuzzTest(maxDuration = "60s")
  void decodes(byte[] input) throws CredentialFormatException {
    String text = new String(input, StandardCharsets.UTF_8);
    if (text.isEmpty() || text.length() > 65_536) {
      return;
    }
    DatabaseCredential credential;
    try {
      credential = codec.decode(SecretText.of(text));
    } catch (CredentialFormatException e) {
      // Only a name of a member may be shown, and a host that an administrator did not allow.
      assertThat(e.getMessage()).isNotBlank().doesNotContain(CANARY);
      return;
    }
    assertThat(credential.withPassword(SecretText.of("withheld-9c1e")).toString())
        .doesNotContain("withheld-9c1e");
    DatabaseCredential again = codec.decode(codec.encode(credential));
    assertThat(again.username()).isEqualTo(credential.username());
    assertThat(again.password().reveal()).isEqualTo(credential.password().reveal());
    assertThat(again.host()).isEqualTo(credential.host());
    assertThat(again.port()).isEqualTo(credential.port());
    try {
      codec.decodeAdmin(SecretText.of(text), credential, host -> false);
    } catch (CredentialFormatException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
