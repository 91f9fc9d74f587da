package dev.keyturn.cli;

import dev.keyturn.cli.doctor.Labels;
import dev.keyturn.cli.doctor.VersionAge;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;

/**
 * How the rotation of a secret stands.
 *
 * @param name the secret
 * @param rotation whether rotation is on; null if it was never configured
 * @param last when it last succeeded
 * @param next the end of the next window
 * @param window days or schedule expression
 * @param stuck the version on which AWSPENDING is alone, or null
 * @param since when that version was made
 */
record SecretStatus(
    String name,
    @Nullable Boolean rotation,
    @Nullable Instant last,
    @Nullable Instant next,
    @Nullable String window,
    @Nullable String stuck,
    @Nullable Instant since) {

  static final List<String> HEADINGS =
      List.of("SECRET", "ROTATION", "LAST", "NEXT", "WINDOW", "PENDING SINCE");

  static SecretStatus of(SecretsManagerClient client, String id) {
    DescribeSecretResponse secret = client.describeSecret(r -> r.secretId(id));
    String stuck = Labels.of(secret).pendingAlone().orElse(null);
    return new SecretStatus(
        secret.name(),
        secret.rotationEnabled(),
        secret.lastRotatedDate(),
        secret.nextRotationDate(),
        window(secret),
        stuck,
        stuck == null ? null : VersionAge.created(client, id, stuck).orElse(null));
  }

  private static @Nullable String window(DescribeSecretResponse secret) {
    if (secret.rotationRules() == null) {
      return null;
    }
    String expression = secret.rotationRules().scheduleExpression();
    Long days = secret.rotationRules().automaticallyAfterDays();
    String every = days == null ? null : "every " + days + " days";
    String duration = secret.rotationRules().duration();
    return expression == null ? every : expression + (duration == null ? "" : " for " + duration);
  }

  List<String> cells() {
    String on = rotation == null ? "never" : rotation ? "on" : "off";
    String pending = stuck != null && since == null ? "unknown" : cell(since);
    return List.of(name, on, cell(last), cell(next), window == null ? "-" : window, pending);
  }

  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("secret", name);
    members.put("rotationEnabled", Boolean.TRUE.equals(rotation));
    put(members, "lastRotated", last);
    put(members, "nextRotation", next);
    put(members, "window", window);
    put(members, "pendingVersion", stuck);
    put(members, "pendingSince", since);
    return members;
  }

  private static void put(Map<String, Object> members, String name, @Nullable Object value) {
    if (value != null) {
      members.put(name, value.toString());
    }
  }

  private static String cell(@Nullable Instant time) {
    return time == null ? "-" : time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
