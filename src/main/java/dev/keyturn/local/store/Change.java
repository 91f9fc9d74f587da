package dev.keyturn.local.store;

import dev.keyturn.local.secrets.Secret;
import dev.keyturn.local.secrets.SecretKey;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One secret to be written, or removed, and who waits for that. */
final class Change {

  private final SecretKey key;
  private final byte @Nullable [] body;
  private final CompletableFuture<Void> durable = new CompletableFuture<>();

  Change(SecretKey key, @Nullable Secret secret) {
    this.key = key;
    this.body = secret == null ? null : SecretJson.write(secret);
  }

  SecretKey key() {
    return key;
  }

  byte @Nullable [] body() {
    return body;
  }

  CompletableFuture<Void> durable() {
    return durable;
  }
}
