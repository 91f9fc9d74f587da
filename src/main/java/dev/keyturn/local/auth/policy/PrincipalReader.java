package dev.keyturn.local.auth.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads whom a resource's policy is about. */
final class PrincipalReader {

  private static final Set<String> TYPES = Set.of("AWS", "Service", "Federated", "CanonicalUser");

  private PrincipalReader() {}

  /** Users, roles, accounts and services; all others are read, and never ask. */
  static List<String> listed(@Nullable Object element) throws PolicyFormatException {
    if ("*".equals(element)) {
      return List.of("*");
    }
    if (!(element instanceof Map<?, ?> byType) || byType.isEmpty()) {
      throw new PolicyFormatException("Principal is neither * nor an object");
    }
    List<String> listed = new ArrayList<>();
    for (Map.Entry<?, ?> entry : byType.entrySet()) {
      String type = String.valueOf(entry.getKey());
      if (!TYPES.contains(type)) {
        throw new PolicyFormatException("there is no principal type " + type);
      }
      List<String> names = PolicyReader.texts(entry.getValue(), "Principal");
      if (type.equals("AWS") || type.equals("Service")) {
        listed.addAll(names);
      }
    }
    return listed;
  }
}
