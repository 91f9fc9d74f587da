package dev.keyturn.local.store;

import dev.keyturn.local.secrets.Replication;
import dev.keyturn.local.secrets.Replication.Order;
import dev.keyturn.local.secrets.Replication.Primary;
import dev.keyturn.local.secrets.Replication.Replica;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a secret has to do with other regions as JSON, for the disk. */
final class ReplicationJson {

  private ReplicationJson() {}

  static Map<String, Object> write(Replication replication) {
    Members members = new Members();
    if (replication instanceof Replica replica) {
      members.put("primaryRegion", replica.primaryRegion());
    } else if (replication instanceof Primary primary) {
      members.put("regions", regions(primary));
    }
    return members.asMap();
  }

  static Replication read(Members members) {
    String primary = members.text("primaryRegion");
    return primary == null ? primary(members.members("regions")) : new Replica(primary);
  }

  private static Map<String, Object> regions(Primary primary) {
    Map<String, Object> regions = new LinkedHashMap<>();
    primary
        .regions()
        .forEach(
            (region, order) -> {
              Members members = new Members();
              members.put("kmsKeyId", order.kmsKeyId());
              members.put("failure", order.failure());
              regions.put(region, members.asMap());
            });
    return regions;
  }

  private static Primary primary(Members regions) {
    Map<String, Order> orders = new LinkedHashMap<>();
    for (String region : regions.asMap().keySet()) {
      Members order = regions.members(region);
      orders.put(region, new Order(order.text("kmsKeyId"), order.text("failure")));
    }
    return new Primary(orders);
  }
}
