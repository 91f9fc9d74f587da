package dev.keyturn.local;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.secrets.Arns;
import dev.keyturn.local.secrets.Payload;
import dev.keyturn.local.secrets.RotationRules;
import dev.keyturn.local.secrets.RotationState;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.local.secrets.Secret;
import dev.keyturn.local.secrets.SecretKey;
import dev.keyturn.local.secrets.SecretRepository;
import dev.keyturn.local.secrets.Version;
import dev.keyturn.local.secrets.Versions;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Secrets that exist when the service starts, read from a file of JSON: {@code {"secrets":
 * [{"region","name","arn"?,"description"?,"kmsKeyId"?,"tags"?,"versions":[{"id","stages","value"?}],
 * "rotation"?:{"functionArn","rules"?}}]}}. A secret that exists already is left alone.
 */
final class Seed {

  private final Path file;
  private final List<SeededSecret> secrets;

  private Seed(Path file, List<SeededSecret> secrets) {
    this.file = file;
    this.secrets = secrets;
  }

  /** Reads a file, or says what is wrong with it without quoting a value. */
  static Seed read(Path file) {
    try (InputStream input = Files.newInputStream(file)) {
      if (JSON.std.anyFrom(input) instanceof Map<?, ?> map
          && map.get("secrets") instanceof List<?> list) {
        return new Seed(file, list.stream().map(item -> new SeededSecret(file, item)).toList());
      }
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no seed file " + file, e);
    } catch (IOException e) {
      // The parser's message quotes what it read, which may be a secret.
      throw new IllegalArgumentException("seed file %s is not readable JSON".formatted(file));
    }
    throw new IllegalArgumentException(
        "seed file %s has no list of secrets: {\"secrets\":[…]}".formatted(file));
  }

  void plant(SecretRepository repository, Instant now) {
    for (SeededSecret seeded : secrets) {
      repository.change(
          seeded.key(), existing -> existing.or(() -> Optional.of(seeded.secret(now))));
    }
  }

  @Override
  public String toString() {
    return "seed file " + file;
  }

  /** One entry of the file. */
  private static final class SeededSecret {

    private final Path file;
    private final Map<?, ?> members;

    SeededSecret(Path file, @Nullable Object item) {
      this.file = file;
      if (!(item instanceof Map<?, ?> map)) {
        throw wrong("a secret is not an object");
      }
      this.members = map;
      secret(Instant.EPOCH);
    }

    SecretKey key() {
      return new SecretKey(
          new Scope(Scope.DEFAULT_ACCOUNT, text(members, "region")), text(members, "name"));
    }

    Secret secret(Instant now) {
      String arn = optional(members, "arn");
      return new Secret(
          key(),
          arn == null ? Arns.next(key(), new SecureRandom()) : arn,
          optional(members, "description"),
          optional(members, "kmsKeyId"),
          tags(),
          versions(now),
          rotation(),
          now,
          now,
          null,
          null);
    }

    private @Nullable Map<String, String> tags() {
      if (!(members.get("tags") instanceof Map<?, ?> map)) {
        return null;
      }
      Map<String, String> tags = new LinkedHashMap<>();
      map.forEach((name, value) -> tags.put(String.valueOf(name), String.valueOf(value)));
      return tags;
    }

    private Versions versions(Instant now) {
      Versions versions = Versions.NONE;
      if (members.get("versions") instanceof List<?> list) {
        for (Object item : list) {
          if (!(item instanceof Map<?, ?> version)) {
            throw wrong("a version is not an object");
          }
          String id = optional(version, "id");
          String name = id == null ? UUID.randomUUID().toString() : id;
          versions =
              versions
                  .with(new Version(name, now, payload(version), null))
                  .labelled(stages(version), name);
        }
      }
      return versions;
    }

    /** Text as it is, and an object as the JSON that a secret is. */
    private @Nullable Payload payload(Map<?, ?> version) {
      Object value = version.get("value");
      if (value == null) {
        return null;
      }
      if (value instanceof String text) {
        return new Payload.Text(SecretText.of(text));
      }
      try {
        return new Payload.Text(SecretText.of(JSON.std.asString(value)));
      } catch (IOException e) {
        throw wrong("a value cannot be written as JSON");
      }
    }

    private List<String> stages(Map<?, ?> version) {
      return version.get("stages") instanceof List<?> list
          ? list.stream().map(String::valueOf).toList()
          : List.of();
    }

    private @Nullable RotationState rotation() {
      if (!(members.get("rotation") instanceof Map<?, ?> rotation)) {
        return null;
      }
      RotationRules rules = null;
      if (rotation.get("rules") instanceof Map<?, ?> map) {
        Object days = map.get("AutomaticallyAfterDays");
        rules =
            new RotationRules(
                days instanceof Number number ? Long.valueOf(number.longValue()) : null,
                optional(map, "ScheduleExpression"),
                optional(map, "Duration"));
      }
      return new RotationState(true, text(rotation, "functionArn"), rules, null);
    }

    private String text(Map<?, ?> map, String name) {
      String value = optional(map, name);
      if (value == null) {
        throw wrong("member '%s' is missing or not a text".formatted(name));
      }
      return value;
    }

    private static @Nullable String optional(Map<?, ?> map, String name) {
      return map.get(name) instanceof String text && !text.isEmpty() ? text : null;
    }

    private IllegalArgumentException wrong(String what) {
      return new IllegalArgumentException("seed file %s: %s".formatted(file, what));
    }
  }
}
