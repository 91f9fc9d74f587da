package dev.keyturn.cli.doctor;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.SecretValue;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Which of Keyturn's rotators a secret is for. By name, so that a driver that is missing is only
 * missed for its own secrets.
 */
final class KnownRotators {

  private static final String PACKAGE = "dev.keyturn.rotators.";

  static final Map<String, String> BY_ENGINE =
      Map.of(
          "postgres", PACKAGE + "postgres.PostgresRotator",
          "aurora-postgresql", PACKAGE + "postgres.PostgresRotator",
          "mysql", PACKAGE + "mysql.MySqlRotator",
          "aurora-mysql", PACKAGE + "mysql.MySqlRotator",
          "mariadb", PACKAGE + "mariadb.MariaDbRotator",
          "redis", PACKAGE + "redis.RedisRotator",
          "valkey", PACKAGE + "redis.RedisRotator");

  /** Secrets with one of these members, which name no engine. */
  static final Map<String, String> BY_MEMBER =
      Map.of(
          "AccessKeyId", PACKAGE + "iam.IamUserRotator",
          "aws_access_key_id", PACKAGE + "iam.IamUserRotator");

  private KnownRotators() {}

  static Optional<String> of(SecretValue value) {
    return value instanceof SecretValue.Text text ? of(text.text()) : Optional.empty();
  }

  private static Optional<String> of(SecretText text) {
    Object json;
    try {
      json = JSON.std.anyFrom(text.reveal());
    } catch (IOException | NumberFormatException e) {
      // What is wrong with it the parser says with the text around it.
      return Optional.empty();
    }
    if (!(json instanceof Map<?, ?> members)) {
      return Optional.empty();
    }
    if (members.get("engine") instanceof String engine) {
      return Optional.ofNullable(BY_ENGINE.get(engine));
    }
    return BY_MEMBER.keySet().stream().filter(members::containsKey).findFirst().map(BY_MEMBER::get);
  }
}
