package dev.keyturn;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.RotationRequest;
import dev.keyturn.rotation.Step;
import dev.keyturn.secret.RotationToken;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.VersionId;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a rotation event and refuses everything else, naming members but quoting nothing: the
 * content of an event that is not ours is nobody's business.
 */
final class EventReader {

  /** Real events have about 400 bytes. */
  static final int LONGEST = 16_384;

  private static final int DEEPEST = 8;
  private static final Pattern WORD = Pattern.compile("[A-Za-z]{1,32}");
  private static final Pattern ROTATION_TOKEN = Pattern.compile("[a-zA-Z0-9-]{36,256}");

  private static final JSON MAPPER =
      JSON.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .enable(JSON.Feature.FAIL_ON_DUPLICATE_MAP_KEYS)
          .build();

  private final Map<?, ?> members;
  private final List<String> problems = new ArrayList<>();

  private EventReader(Map<?, ?> members) {
    this.members = members;
  }

  static RotationRequest read(InputStream input) throws IOException {
    byte[] bytes = input.readNBytes(LONGEST + 1);
    if (bytes.length > LONGEST) {
      throw refused("it is longer than " + LONGEST + " bytes");
    }
    return read(parse(bytes));
  }

  static RotationRequest read(Map<?, ?> members) {
    return new EventReader(members).request();
  }

  private static Map<?, ?> parse(byte[] bytes) {
    try (JsonParser parser = MAPPER.createParser(bytes)) {
      Object event = MAPPER.anyFrom(parser);
      if (parser.nextToken() != null) {
        throw refused("more follows after its JSON");
      }
      if (event instanceof Map<?, ?> map) {
        return map;
      }
    } catch (IOException e) {
      // The parser's message quotes what it met.
      throw refused("it is not valid JSON, names a member twice, or is nested too deeply");
    }
    throw refused("it is JSON, but not an object");
  }

  private RotationRequest request() {
    Optional<Step> step = step();
    Optional<SecretId> secret = secret();
    Optional<VersionId> version = version();
    RotationToken token = token();
    if (step.isEmpty() || secret.isEmpty() || version.isEmpty() || !problems.isEmpty()) {
      throw refused(String.join("; ", problems));
    }
    return new RotationRequest(step.get(), secret.get(), version.get(), token);
  }

  private Optional<Step> step() {
    Optional<String> word = text("Step");
    Optional<Step> step = word.flatMap(Step::named);
    if (word.isPresent() && step.isEmpty()) {
      // A word is shown, to see a typing error by; anything else may be somebody's data.
      String shown = WORD.matcher(word.get()).matches() ? " '" + word.get() + "'" : "";
      problems.add(
          "Step" + shown + " is none of createSecret, setSecret, testSecret, finishSecret");
    }
    return step;
  }

  private Optional<SecretId> secret() {
    try {
      return text("SecretId").map(SecretId::new);
    } catch (IllegalArgumentException e) {
      problems.add("SecretId: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<VersionId> version() {
    try {
      return text("ClientRequestToken").map(VersionId::new);
    } catch (IllegalArgumentException e) {
      problems.add("ClientRequestToken: " + e.getMessage());
      return Optional.empty();
    }
  }

  private @Nullable RotationToken token() {
    Object value = members.get("RotationToken");
    if (value == null) {
      return null;
    }
    if (value instanceof String text && ROTATION_TOKEN.matcher(text).matches()) {
      return new RotationToken(SecretText.of(text));
    }
    problems.add("RotationToken is not 36 to 256 letters, digits or hyphens");
    return null;
  }

  private Optional<String> text(String name) {
    Object value = members.get(name);
    if (value instanceof String text && !text.isEmpty()) {
      return Optional.of(text);
    }
    problems.add(name + (value == null ? " is missing" : " is not a text, or empty"));
    return Optional.empty();
  }

  private static RotationException refused(String observed) {
    return new RotationException(
        Reason.INVALID_EVENT,
        "the event is not a rotation event: " + observed,
        "Only Secrets Manager should invoke this function; to try it by hand, send one of events/*.json");
  }
}
