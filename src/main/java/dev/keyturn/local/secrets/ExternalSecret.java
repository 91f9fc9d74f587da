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

  /** With the Type of a request, if it has one; a secret that never had one stays as it is. */
  static @Nullable ExternalSecret typed(@Nullable ExternalSecret before, Parameters request) {
    String type = request.text("Type").filter(text -> !text.isEmpty()).orElse(null);
    if (type == null) {
      return before;
    }
    return before == null
        ? new ExternalSecret(type, null, null)
        : new ExternalSecret(type, before.metadata, before.roleArn);
  }

  /** With what RotateSecret tells; what it does not tell stays. */
  public ExternalSecret told(Parameters request) {
    List<Item> items =
        request.structures("ExternalSecretRotationMetadata").stream()
            .map(item -> new Item(item.text("Key").orElse(null), item.text("Value").orElse(null)))
            .toList();
    return new ExternalSecret(
        type,
        request.has("ExternalSecretRotationMetadata") ? items : metadata,
        request.text("ExternalSecretRotationRoleArn").orElse(roleArn));
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
