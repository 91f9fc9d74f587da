package dev.keyturn.local.store;

import dev.keyturn.local.secrets.ExternalSecret;
import dev.keyturn.local.secrets.ExternalSecret.Item;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a partner needs of a secret as JSON, for the disk. */
final class ExternalSecretJson {

  private ExternalSecretJson() {}

  static Map<String, Object> write(ExternalSecret external) {
    List<Item> metadata = external.metadata();
    Members members = new Members();
    members.put("type", external.type());
    members.put("roleArn", external.roleArn());
    members.put(
        "metadata",
        metadata == null ? null : metadata.stream().map(ExternalSecretJson::item).toList());
    return members.asMap();
  }

  static ExternalSecret read(Members members) {
    return new ExternalSecret(members.text("type"), metadata(members), members.text("roleArn"));
  }

  private static Map<String, Object> item(Item item) {
    Members members = new Members();
    members.put("key", item.key());
    members.put("value", item.value());
    return members.asMap();
  }

  private static @Nullable List<Item> metadata(Members members) {
    return members.has("metadata")
        ? members.list("metadata").stream()
            .map(item -> new Item(item.text("key"), item.text("value")))
            .toList()
        : null;
  }
}
