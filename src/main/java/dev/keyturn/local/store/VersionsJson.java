package dev.keyturn.local.store;

import dev.keyturn.local.secrets.Payload;
import dev.keyturn.local.secrets.Version;
import dev.keyturn.local.secrets.Versions;
import dev.keyturn.secret.SecretText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Versions and their labels as JSON, for the disk. */
final class VersionsJson {

  private VersionsJson() {}

  static List<Map<String, Object>> write(Versions versions) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Version version : versions.all()) {
      Members members = new Members();
      members.put("id", version.id());
      members.put("created", version.created());
      members.put("accessed", version.accessed());
      members.put("labels", versions.labelsOf(version.id()));
      if (version.payload() instanceof Payload.Text text) {
        members.put("text", text.value().reveal());
      } else if (version.payload() instanceof Payload.Binary binary) {
        members.put("binary", binary.base64().reveal());
      }
      all.add(members.asMap());
    }
    return all;
  }

  static Versions read(List<Members> all) {
    Versions versions = Versions.NONE;
    for (Members members : all) {
      String id = members.required("id");
      versions =
          versions
              .with(
                  new Version(
                      id,
                      members.requiredTime("created"),
                      payload(members),
                      members.time("accessed")))
              .labelled(members.strings("labels"), id);
    }
    return versions;
  }

  private static @Nullable Payload payload(Members members) {
    String text = members.text("text");
    if (text != null) {
      return new Payload.Text(SecretText.of(text));
    }
    String binary = members.text("binary");
    return binary == null ? null : new Payload.Binary(SecretText.of(binary));
  }
}
