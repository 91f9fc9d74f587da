package dev.keyturn.local.secrets;

import dev.keyturn.local.secrets.Replication.Order;
import dev.keyturn.local.secrets.Replication.Primary;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a primary tells of its replicas. */
final class ReplicationStatus {

  /** The account's own key, as answers name it. */
  private static final String OWN_KEY = "alias/aws/secretsmanager";

  private final Replicas replicas;

  ReplicationStatus(Backend backend) {
    this.replicas = new Replicas(backend);
  }

  /** How things are. */
  List<Map<String, Object>> of(Secret primary) {
    return of(primary, Set.of());
  }

  /** How things are, but for regions whose replication has only just been asked for. */
  List<Map<String, Object>> of(Secret primary, Set<String> begun) {
    List<Map<String, Object>> all = new ArrayList<>();
    if (primary.replication() instanceof Primary wanted) {
      wanted
          .regions()
          .forEach(
              (region, order) -> all.add(entry(primary, region, order, begun.contains(region))));
    }
    return all;
  }

  private Map<String, Object> entry(Secret primary, String region, Order order, boolean begun) {
    Optional<Secret> replica = replicas.find(primary, region);
    String key = replica.map(Secret::kmsKeyId).orElse(order.kmsKeyId());
    Answer entry =
        new Answer().with("Region", region).with("KmsKeyId", key == null ? OWN_KEY : key);
    if (begun) {
      return entry.with("Status", "InProgress").members();
    }
    if (replica.isPresent()) {
      return entry
          .with("Status", "InSync")
          .with("StatusMessage", "Replication succeeded")
          .at(
              "LastAccessedDate",
              replica
                  .map(Secret::accessed)
                  .map(time -> time.truncatedTo(ChronoUnit.DAYS))
                  .orElse(null))
          .members();
    }
    return order.failure() == null
        ? entry.with("Status", "InProgress").members()
        : entry.with("Status", "Failed").with("StatusMessage", order.failure()).members();
  }
}
