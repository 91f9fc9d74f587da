package dev.keyturn.credential;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of a secret's JSON object in their order, known and unknown alike.
 *
 * <p>Immutable. Numbers keep their digits, nulls stay, and a member named twice is refused, because
 * two readers could take different ones.
 */
final class JsonMembers {

  private static final JSON MAPPER =
      JSON.std
          .with(JSON.Feature.USE_BIG_DECIMAL_FOR_FLOATS)
          .with(JSON.Feature.FAIL_ON_DUPLICATE_MAP_KEYS)
          .with(JSON.Feature.WRITE_NULL_PROPERTIES);

  private final Map<String, Object> members;

  private JsonMembers(Map<String, Object> members) {
    this.members = members;
  }

  static JsonMembers parse(SecretText text) throws CredentialFormatException {
    try (JsonParser parser = MAPPER.createParser(text.reveal())) {
      Object value = MAPPER.anyFrom(parser);
      // What follows would be lost when the secret is written back.
      if (parser.nextToken() != null) {
        throw new CredentialFormatException(List.of("it is JSON, but more follows after it"));
      }
      if (value instanceof Map<?, ?> map) {
        Map<String, Object> members = new LinkedHashMap<>();
        map.forEach((name, member) -> members.put(String.valueOf(name), member));
        return new JsonMembers(members);
      }
    } catch (IOException | NumberFormatException e) {
      // The parser's message quotes the text around the mistake, which may be the password. The
      // second exception is about a number whose exponent nobody could write out.
      throw new CredentialFormatException(List.of("it is not valid JSON, or names a member twice"));
    }
    throw new CredentialFormatException(List.of("it is JSON, but not an object"));
  }

  @Nullable Object get(String name) {
    return members.get(name);
  }

  JsonMembers with(String name, Object value) {
    Map<String, Object> copy = new LinkedHashMap<>(members);
    copy.put(name, value);
    return new JsonMembers(Collections.unmodifiableMap(copy));
  }

  SecretText toText() {
    try {
      return SecretText.of(MAPPER.asString(members));
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON to memory", e);
    }
  }
}
