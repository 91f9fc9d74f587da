package dev.keyturn.rotators.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an alternate lacks of its original, and has too much.
 *
 * @param name the alternate
 * @param creates whether it has to be made
 * @param before its attributes, or what a new role has
 * @param after the attributes that it is to have
 * @param revoked memberships to take away, also those that come back with other options
 * @param granted memberships to give
 * @param reset parameters to forget
 * @param set parameters to set
 */
record Difference(
    String name,
    boolean creates,
    Attributes before,
    Attributes after,
    List<Membership> revoked,
    List<Membership> granted,
    List<Parameter> reset,
    SortedMap<Parameter, String> set) {

  static Difference of(RolePair pair, ObjectOwner owner) {
    Role original = pair.original();
    Optional<Role> alternate = pair.alternate();
    SortedMap<String, Membership> memberships = new TreeMap<>(original.memberships());
    memberships.put(original.name(), Membership.of(original));
    SortedMap<String, Membership> held = alternate.map(Role::memberships).orElseGet(TreeMap::new);
    SortedMap<Parameter, String> chosen = alternate.map(Role::parameters).orElseGet(TreeMap::new);
    SortedMap<Parameter, String> parameters = parameters(original, owner, chosen);
    return new Difference(
        pair.alternateName(),
        alternate.isEmpty(),
        alternate.map(Role::attributes).orElse(Attributes.DEFAULT),
        original.attributes().with(Attribute.LOGIN),
        unlike(held, memberships),
        unlike(memberships, held),
        chosen.keySet().stream().filter(name -> !parameters.containsKey(name)).toList(),
        differing(parameters, chosen));
  }

  /** The original's, and with {@code OBJECT_OWNER=original} the one that makes it act as such. */
  private static SortedMap<Parameter, String> parameters(
      Role original, ObjectOwner owner, Map<Parameter, String> chosen) {
    SortedMap<Parameter, String> parameters = new TreeMap<>(original.parameters());
    // An administrator may have made it act as the original by hand; that is left alone.
    if (owner == ObjectOwner.ORIGINAL || original.name().equals(chosen.get(Parameter.ROLE))) {
      parameters.putIfAbsent(Parameter.ROLE, original.name());
    }
    return parameters;
  }

  private static List<Membership> unlike(
      SortedMap<String, Membership> memberships, SortedMap<String, Membership> others) {
    List<Membership> unlike = new ArrayList<>();
    memberships.forEach(
        (group, membership) -> {
          Membership other = others.get(group);
          if (other == null || !other.options().equals(membership.options())) {
            unlike.add(membership);
          }
        });
    return unlike;
  }

  private static SortedMap<Parameter, String> differing(
      SortedMap<Parameter, String> wanted, SortedMap<Parameter, String> chosen) {
    SortedMap<Parameter, String> differing = new TreeMap<>(wanted);
    differing.entrySet().removeIf(entry -> entry.getValue().equals(chosen.get(entry.getKey())));
    return differing;
  }

  /** Every parameter that is touched, by name and once. */
  List<String> parameterNames() {
    TreeSet<String> names = new TreeSet<>();
    reset.forEach(parameter -> names.add(parameter.name()));
    set.keySet().forEach(parameter -> names.add(parameter.name()));
    return List.copyOf(names);
  }

  /** Whether a membership is taken away for good. */
  boolean loses(Membership membership) {
    return granted.stream().noneMatch(other -> other.group().equals(membership.group()));
  }
}
