package dev.keyturn.local.store;

import dev.keyturn.local.secrets.SecretKey;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Tells a secret that the disk has garbled, which SQLite takes for what was written. */
final class Checksum {

  private Checksum() {}

  static long of(SecretKey key, byte[] body) {
    CRC32C checksum = new CRC32C();
    String place = String.join("\n", key.scope().account(), key.scope().region(), key.name());
    checksum.update(place.getBytes(StandardCharsets.UTF_8));
    checksum.update('\n');
    checksum.update(body);
    return checksum.getValue();
  }
}
