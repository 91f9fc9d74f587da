package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import dev.keyturn.secret.SecretText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** A version's value, in the form in which it was stored. Redacts itself. */
public sealed interface Payload {

  /** The quota for one value. */
  int MOST_BYTES = 65_536;

  /** Adds the value to an answer. */
  void addTo(Map<String, Object> answer);

  /** Stored as {@code SecretString}. */
  record Text(SecretText value) implements Payload {
    @Override
    public void addTo(Map<String, Object> answer) {
      answer.put("SecretString", value.reveal());
    }
  }

  /** Stored as {@code SecretBinary}; kept as the base64 in which it came and goes. */
  record Binary(SecretText base64) implements Payload {
    @Override
    public void addTo(Map<String, Object> answer) {
      answer.put("SecretBinary", base64.reveal());
    }
  }

  /** The value in a request's members, if there is one. */
  static Optional<Payload> in(Parameters request) {
    Optional<String> text = request.text("SecretString");
    Optional<String> binary = request.text("SecretBinary");
    if (text.isPresent() && binary.isPresent()) {
      throw ApiException.invalidParameter(
          "You can't specify both a binary secret value and a string secret value in the same"
              + " secret.");
    }
    text.ifPresent(Payload::checkSize);
    return text.<Payload>map(value -> new Text(SecretText.of(value)))
        .or(() -> binary.map(value -> new Binary(SecretText.of(canonical(value)))));
  }

  /** The model counts characters, the quota bytes. */
  private static void checkSize(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      throw ApiException.client(
          "LimitExceededException",
          "A secret value can have at most %d bytes.".formatted(MOST_BYTES));
    }
  }

  /** One text for one value, with its padding, by which equal values are seen to be equal. */
  private static String canonical(String base64) {
    return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(base64));
  }
}
