package dev.keyturn.rotators.postgres;

import java.util.SortedMap;

/**
 * A role as the catalogue has it.
 *
 * @param name its name
 * @param attributes what it is and may do
 * @param administrable whether the one who asks has ADMIN OPTION on it
 * @param memberships the roles that it is a member of, by name
 * @param parameters what it sets for its sessions
 */
record Role(
    String name,
    Attributes attributes,
    boolean administrable,
    SortedMap<String, Membership> memberships,
    SortedMap<Parameter, String> parameters) {

  boolean isMemberOf(Role other) {
    return memberships.containsKey(other.name());
  }
}
