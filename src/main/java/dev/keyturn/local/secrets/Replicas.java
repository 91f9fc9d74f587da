package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.Replication.Order;
import dev.keyturn.local.secrets.Replication.Primary;
import dev.keyturn.local.secrets.Replication.Replica;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Places replicas in other regions and takes them away.
 *
 * <p>A primary says where it wants replicas before there are any, and a replica is gone before its
 * primary forgets it. So whatever is cut short can be asked for again.
 */
final class Replicas {

  private final Backend backend;

  Replicas(Backend backend) {
    this.backend = backend;
  }

  /** The regions of a request with the key in each, all of which can have replicas. */
  static Map<String, Order> ordered(Scope scope, Parameters request) {
    Map<String, Order> orders = new LinkedHashMap<>();
    for (Parameters entry : request.structures("AddReplicaRegions")) {
      String region =
          entry
              .text("Region")
              .filter(name -> !name.equals(scope.region()))
              .filter(name -> scope.in(name).partition().equals(scope.partition()))
              .orElseThrow(() -> ApiException.invalidParameter("Invalid replica region."));
      orders.put(region, new Order(entry.text("KmsKeyId").orElse(null), null));
    }
    return orders;
  }

  /** Adds replicas, or tries again where one failed; gives the primary as it is then. */
  Secret add(SecretKey key, Map<String, Order> orders, boolean overwrite) {
    Instant now = backend.now();
    Secret primary =
        backend.repository().update(key, secret -> wanting(secret.primary().alive(), orders, now));
    for (Map.Entry<String, Order> order : orders.entrySet()) {
      String region = order.getKey();
      String failure = attempt(primary, region, order.getValue(), overwrite);
      if (failure != null) {
        Order failed = new Order(order.getValue().kmsKeyId(), failure);
        primary =
            backend
                .repository()
                .update(key, secret -> wanting(secret, Map.of(region, failed), now));
      }
    }
    return primary;
  }

  private static Secret wanting(Secret secret, Map<String, Order> orders, Instant now) {
    Primary wanted = secret.replication() instanceof Primary primary ? primary : Primary.NONE;
    for (Map.Entry<String, Order> order : orders.entrySet()) {
      wanted = wanted.with(order.getKey(), order.getValue());
    }
    return secret.replicated(wanted, now);
  }

  /** Why there is no replica afterwards, or null if there is. */
  private @Nullable String attempt(Secret primary, String region, Order order, boolean overwrite) {
    try {
      backend.keys().decrypt(primary.kmsKeyId());
      backend.keys().encrypt(order.kmsKeyId());
    } catch (ApiException e) {
      return "Replication failed: " + e.text();
    }
    return place(primary, region, order, overwrite);
  }

  /** Places one replica, unless the name is taken; says so then. */
  private @Nullable String place(Secret primary, String region, Order order, boolean overwrite) {
    Instant now = backend.now();
    String arn = arnIn(primary, region);
    Secret there =
        backend
            .repository()
            .change(
                keyIn(primary, region),
                existing ->
                    Optional.of(
                        existing
                            .filter(secret -> kept(secret, arn, overwrite, now))
                            .map(secret -> rekeyed(secret, arn, order, now))
                            .orElseGet(() -> replica(primary, region, order, now))))
            .orElseThrow();
    if (isReplica(there, arn)) {
      return null;
    }
    String name = primary.key().name();
    return there.replication() instanceof Replica
        ? "Replication failed: Secret name %s is currently replicated to %s with a different arn."
            .formatted(name, region)
        : "Replication failed: Secret name %s already exists in region %s.".formatted(name, region);
  }

  /** Whether what is there stays: the replica itself, and what may not or must not be lost. */
  private static boolean kept(Secret existing, String arn, boolean overwrite, Instant now) {
    if (Backend.dueBy(existing, now)) {
      return false;
    }
    return isReplica(existing, arn) || existing.replication() != null || !overwrite;
  }

  private static Secret rekeyed(Secret existing, String arn, Order order, Instant now) {
    return isReplica(existing, arn) && order.kmsKeyId() != null
        ? existing.described(null, order.kmsKeyId(), now)
        : existing;
  }

  private static Secret replica(Secret primary, String region, Order order, Instant now) {
    return Secret.empty(keyIn(primary, region), arnIn(primary, region), now)
        .described(null, order.kmsKeyId(), now)
        .replicated(new Replica(primary.key().scope().region()), now);
  }

  /** Deletes the replica of a region, if there is one, and forgets the region. */
  Secret remove(Secret primary, String region) {
    String arn = arnIn(primary, region);
    backend
        .repository()
        .change(
            keyIn(primary, region), existing -> existing.filter(secret -> !isReplica(secret, arn)));
    return forget(primary.key(), region);
  }

  /** Drops a region from a primary's list. */
  Secret forget(SecretKey primary, String region) {
    Instant now = backend.now();
    return backend
        .repository()
        .update(
            primary,
            secret ->
                secret.replication() instanceof Primary wanted
                        && wanted.regions().containsKey(region)
                    ? secret.replicated(wanted.without(region), now)
                    : secret);
  }

  /** The replica of a region, if there is one. */
  Optional<Secret> find(Secret primary, String region) {
    String arn = arnIn(primary, region);
    return backend
        .repository()
        .find(keyIn(primary, region))
        .filter(secret -> isReplica(secret, arn));
  }

  private static boolean isReplica(Secret secret, String arn) {
    return secret.replication() instanceof Replica && secret.arn().equals(arn);
  }

  private static SecretKey keyIn(Secret primary, String region) {
    return new SecretKey(primary.key().scope().in(region), primary.key().name());
  }

  /** The same ARN but for the region. */
  private static String arnIn(Secret primary, String region) {
    return Arns.in(region, primary.arn());
  }
}
