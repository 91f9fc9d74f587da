package dev.keyturn.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.secret.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonCredentialTest {

  private static final Codec<JsonCredential> CODEC = JsonCredential.codec("client", "url", "key");

  private static final String SECRET =
      """
      {"client":"billing","url":"https://Keys.example.com/v1","key":"old-key","more":[1,null]}""";

  @Test
  void readsTheMembersThatItIsTold() throws CredentialFormatException {
    JsonCredential credential = CODEC.decode(SecretText.of(SECRET));

    assertThat(credential.user()).isEqualTo("billing");
    assertThat(credential.place()).isEqualTo("https://Keys.example.com/v1");
    assertThat(credential.password()).isEqualTo(SecretText.of("old-key"));
    assertThat(credential.identity())
        .isEqualTo(new Identity("billing", "https://keys.example.com/v1"));
    assertThat(credential.alternate()).isEmpty();
    assertThat(credential.adminSecret()).isEmpty();
    assertThat(credential)
        .hasToString("credential of user 'billing' at host 'https://keys.example.com/v1'");
  }

  @Test
  void replacesTheKeyAndNothingElse() throws CredentialFormatException {
    JsonCredential credential =
        CODEC.decode(SecretText.of(SECRET)).withPassword(SecretText.of("new-key"));

    assertThat(credential.password()).isEqualTo(SecretText.of("new-key"));
    assertThat(CODEC.encode(credential))
        .isEqualTo(SecretText.of(SECRET.replace("old-key", "new-key")));
    assertThat(CODEC.decode(CODEC.encode(credential)).identity()).isEqualTo(credential.identity());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                              | member 'client' is missing; member 'url' is missing; member 'key' is missing
          {"client":"billing","url":"https://example.com"}| member 'key' is missing
          {"client":1,"url":"","key":"k"}                 | member 'client' is not a text, or empty; member 'url' is not a text, or empty
          []                                              | it is JSON, but not an object
          """)
  void namesEveryMemberThatIsWrong(String secret, String message) {
    assertThatThrownBy(() -> CODEC.decode(SecretText.of(secret)))
        .isInstanceOf(CredentialFormatException.class)
        .hasMessage(message);
  }

  @Test
  void showsWhatASecretLooksLike() {
    assertThat(CODEC.example()).isEqualTo("{\"client\":\"…\",\"url\":\"…\",\"key\":\"…\"}");
  }
}
