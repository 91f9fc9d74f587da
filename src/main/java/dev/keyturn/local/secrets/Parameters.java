package dev.keyturn.local.secrets;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A request's members, already checked against the model, read by type. */
public final class Parameters {

  private final Map<String, Object> members;

  /**
   * Wraps members.
   *
   * @param members what the model has accepted
   */
  public Parameters(Map<String, Object> members) {
    this.members = members;
  }

  /**
   * Tells the members as they came.
   *
   * @return names and values
   */
  public Map<String, Object> members() {
    return Collections.unmodifiableMap(members);
  }

  public Optional<String> text(String name) {
    return Optional.ofNullable((String) members.get(name));
  }

  /** A member that the model requires. */
  public String required(String name) {
    return text(name)
        .orElseThrow(() -> new IllegalStateException("the model does not require " + name));
  }

  public boolean flag(String name) {
    return flag(name, false);
  }

  public boolean flag(String name, boolean otherwise) {
    return members.get(name) instanceof Boolean flag ? flag : otherwise;
  }

  Optional<Long> number(String name) {
    return members.get(name) instanceof Number number
        ? Optional.of(number.longValue())
        : Optional.empty();
  }

  public boolean has(String name) {
    return members.get(name) != null;
  }

  List<String> texts(String name) {
    return members.get(name) instanceof List<?> list
        ? list.stream().filter(Objects::nonNull).map(String::valueOf).toList()
        : List.of();
  }

  public List<Parameters> structures(String name) {
    return members.get(name) instanceof List<?> list
        ? list.stream().filter(Objects::nonNull).map(Parameters::of).toList()
        : List.of();
  }

  public Optional<Parameters> structure(String name) {
    return Optional.ofNullable(members.get(name)).map(Parameters::of);
  }

  private static Parameters of(Object item) {
    Map<String, Object> members = new LinkedHashMap<>();
    ((Map<?, ?>) item).forEach((name, value) -> members.put(String.valueOf(name), value));
    return new Parameters(members);
  }
}
