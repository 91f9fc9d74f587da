package dev.keyturn.local.secrets;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a secret has to do with secrets of other regions. */
public sealed interface Replication {

  /**
   * Other regions have replicas of it, or should have.
   *
   * @param regions region to order, in the order in which they were given
   */
  record Primary(Map<String, Order> regions) implements Replication {

    static final Primary NONE = new Primary(Map.of());

    /** Keeps an unmodifiable copy in the same order. */
    public Primary {
      regions = Collections.unmodifiableMap(new LinkedHashMap<>(regions));
    }

    Primary with(String region, Order order) {
      Map<String, Order> changed = new LinkedHashMap<>(regions);
      changed.put(region, order);
      return new Primary(changed);
    }

    /** Without a region, or null if it was the last. */
    @Nullable Primary without(String region) {
      Map<String, Order> changed = new LinkedHashMap<>(regions);
      changed.remove(region);
      return changed.isEmpty() ? null : new Primary(changed);
    }
  }

  /**
   * It is a replica. It holds nothing but its own key and its own dates: whoever reads it reads
   * what the primary holds, so that the two can never differ.
   *
   * @param primaryRegion where the primary is
   */
  record Replica(String primaryRegion) implements Replication {}

  /**
   * A replica that was asked for.
   *
   * @param kmsKeyId the key in that region, or null for the account's own
   * @param failure why there is none, or null
   */
  record Order(@Nullable String kmsKeyId, @Nullable String failure) {}
}
