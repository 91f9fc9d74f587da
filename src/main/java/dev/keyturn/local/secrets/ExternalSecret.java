package dev.keyturn.local.secrets;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the service keeps for a managed external secret, whose credential a partner holds.
 *
 * @param type the partner's name for this kind of secret, or null
 * @param metadata what the partner needs for a rotation, or null if never told
 * @param roleArn the role that rotates, or null if never told
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/managed-external-secrets.html">Managed
 *     external secrets</a>
 */
public record ExternalSecret(
    @Nullable String type, @Nullable List<Item> metadata, @Nullable String roleArn) {

  /** One entry of the metadata; either part may be missing. */
  public record Item(@Nullable String key, @Nullable String value) {

    Map<String, String> members() {
      Map<String, String> members = new LinkedHashMap<>();
      if (key != null) {
        members.put("Key", key);
      }
      if (value != null) {
        members.put("Value", value);
      }
      return members;
    }
  }

  static @Nullable ExternalSecret ofType(Parameters request) {
    return request.text("Type").map(type -> new ExternalSecret(type, null, null)).orElse(null);
  }

  ExternalSecret withType(String replacement) {
    return new ExternalSecret(replacement, metadata, roleArn);
  }

  void addTo(Answer answer) {
    answer
        .with("Type", type)
        .with(
            "ExternalSecretRotationMetadata",
            metadata == null ? null : metadata.stream().map(Item::members).toList())
        .with("ExternalSecretRotationRoleArn", roleArn);
  }
}
