package dev.keyturn.local;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.schedule.ScheduleException;
import dev.keyturn.local.secrets.Arns;
import dev.keyturn.local.secrets.Payload;
import dev.keyturn.local.secrets.RotationRules;
import dev.keyturn.local.secrets.RotationState;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.local.secrets.Secret;
import dev.keyturn.local.secrets.SecretKey;
import dev.keyturn.local.secrets.Version;
import dev.keyturn.local.secrets.Versions;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.VersionId;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One secret of a seed file. */
final class SeededSecret {

  static final Set<String> MEMBERS =
      Set.of("region", "name", "arn", "description", "kmsKeyId", "tags", "versions", "rotation");

  private static final Pattern ARN =
      Pattern.compile(
          "arn:[a-z-]+:secretsmanager:([a-z0-9-]+):(\\d{12}):secret:(.+)-[A-Za-z0-9]{6}");

  private final SeedObject members;

  SeededSecret(SeedObject members) {
    this.members = members;
    // Whatever is wrong is told before anything is planted.
    secret(Instant.EPOCH);
  }

  /** The account is that of the ARN, if the file gives one. */
  SecretKey key() {
    String region = members.text("region");
    String name = members.text("name");
    String arn = members.optionalText("arn");
    if (arn == null) {
      return new SecretKey(new Scope(Scope.DEFAULT_ACCOUNT, region), name);
    }
    Matcher parts = ARN.matcher(arn);
    if (!parts.matches() || !parts.group(1).equals(region) || !parts.group(3).equals(name)) {
      throw members.wrong("'arn' is not the ARN of a secret of this region and name");
    }
    return new SecretKey(new Scope(parts.group(2), region), name);
  }

  Secret secret(Instant now) {
    SecretKey key = key();
    String arn = members.optionalText("arn");
    return Secret.empty(key, arn == null ? Arns.next(key, new SecureRandom()) : arn, now)
        .described(members.optionalText("description"), members.optionalText("kmsKeyId"), now)
        .tagged(tags(), now)
        .with(versions(now), now)
        .with(rotation(now), now);
  }

  /** An object of names and values, or the list of keys and values that AWS has. */
  private @Nullable Map<String, String> tags() {
    if (!members.has("tags")) {
      return null;
    }
    Map<String, String> tags = new LinkedHashMap<>();
    if (members.value("tags") instanceof Map<?, ?> map) {
      map.forEach((name, value) -> tags.put(String.valueOf(name), tagValue(value)));
    } else {
      for (SeedObject tag : members.objects("tags", Set.of("Key", "Value"))) {
        tags.put(tag.text("Key"), tagValue(tag.value("Value")));
      }
    }
    return tags;
  }

  private String tagValue(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw members.wrong("the value of a tag is not a text");
  }

  private Versions versions(Instant now) {
    Versions versions = Versions.NONE;
    for (SeedObject version : members.objects("versions", Set.of("id", "stages", "value"))) {
      String id = id(version);
      if (versions.find(id).isPresent()) {
        throw version.wrong("this id is there already");
      }
      List<String> stages = version.texts("stages");
      for (String stage : stages) {
        if (versions.holder(stage).isPresent()) {
          throw version.wrong("label %s is on another version already".formatted(stage));
        }
      }
      try {
        versions = versions.with(new Version(id, now, payload(version), null)).labelled(stages, id);
      } catch (ApiException e) {
        throw version.wrong(e.text());
      }
    }
    return versions;
  }

  private static String id(SeedObject version) {
    String id = version.optionalText("id");
    try {
      return id == null ? UUID.randomUUID().toString() : new VersionId(id).value();
    } catch (IllegalArgumentException e) {
      throw version.wrong("'id': " + e.getMessage());
    }
  }

  /** Text as it is, and an object as the JSON that a secret is. */
  private static @Nullable Payload payload(SeedObject version) {
    Object value = version.value("value");
    if (value == null) {
      return null;
    }
    if (value instanceof String text) {
      return new Payload.Text(SecretText.of(text));
    }
    if (!(value instanceof Map)) {
      throw version.wrong("'value' is neither a text nor an object");
    }
    try {
      return new Payload.Text(SecretText.of(JSON.std.asString(value)));
    } catch (IOException e) {
      throw version.wrong("'value' cannot be written as JSON");
    }
  }

  private @Nullable RotationState rotation(Instant now) {
    SeedObject rotation = members.object("rotation", Set.of("functionArn", "rules"));
    if (rotation == null) {
      return null;
    }
    SeedObject rules =
        rotation.object(
            "rules", Set.of("AutomaticallyAfterDays", "ScheduleExpression", "Duration"));
    return RotationState.NONE
        .configured(rotation.text("functionArn"), rules == null ? null : rules(rules))
        .planned(now);
  }

  private static RotationRules rules(SeedObject rules) {
    if (rules.has("AutomaticallyAfterDays") && rules.has("ScheduleExpression")) {
      throw rules.wrong("AutomaticallyAfterDays and ScheduleExpression exclude each other");
    }
    try {
      return new RotationRules(
          rules.optionalNumber("AutomaticallyAfterDays"),
          rules.optionalText("ScheduleExpression"),
          rules.optionalText("Duration"));
    } catch (ScheduleException e) {
      throw rules.wrong(String.valueOf(e.getMessage()));
    }
  }
}
