package dev.keyturn.local.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.secrets.Secret;
import dev.keyturn.local.secrets.SecretKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** A secret as JSON, for the disk; what is absent is null. */
final class SecretJson {

  /** Escaped, even half a character of UTF-16 comes back, which is no UTF-8 but may be a value. */
  private static final JSON ASCII =
      JSON.builder(JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build()).build();

  private SecretJson() {}

  static byte[] write(Secret secret) {
    Members members = new Members();
    members.put("arn", secret.arn());
    members.put("description", secret.description());
    members.put("kmsKeyId", secret.kmsKeyId());
    members.put("tags", secret.tags());
    members.put("versions", VersionsJson.write(secret.versions()));
    members.put(
        "rotation", secret.rotation() == null ? null : RotationJson.write(secret.rotation()));
    members.put("created", secret.created());
    members.put("changed", secret.changed());
    members.put("accessed", secret.accessed());
    members.put("deletion", secret.deletion() == null ? null : deletion(secret.deletion()));
    members.put("policy", secret.policy());
    members.put(
        "replication",
        secret.replication() == null ? null : ReplicationJson.write(secret.replication()));
    members.put(
        "external", secret.external() == null ? null : ExternalSecretJson.write(secret.external()));
    try {
      return ASCII.asBytes(members.asMap());
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON to memory", e);
    }
  }

  static Secret read(SecretKey key, byte[] json) throws IOException {
    Members members = new Members(JSON.std.mapFrom(json));
    return new Secret(
        key,
        members.required("arn"),
        members.text("description"),
        members.text("kmsKeyId"),
        members.texts("tags"),
        VersionsJson.read(members.list("versions")),
        members.has("rotation") ? RotationJson.read(members.members("rotation")) : null,
        members.requiredTime("created"),
        members.requiredTime("changed"),
        members.time("accessed"),
        members.has("deletion") ? deletion(members.members("deletion")) : null,
        members.text("policy"),
        members.has("replication") ? ReplicationJson.read(members.members("replication")) : null,
        members.has("external") ? ExternalSecretJson.read(members.members("external")) : null);
  }

  private static Map<String, Object> deletion(Secret.Deletion deletion) {
    Members members = new Members();
    members.put("requested", deletion.requested());
    members.put("due", deletion.due());
    return members.asMap();
  }

  private static Secret.Deletion deletion(Members members) {
    return new Secret.Deletion(members.requiredTime("requested"), members.requiredTime("due"));
  }
}
