package dev.keyturn.credential;

import dev.keyturn.secret.SecretId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads typed members of a secret and collects what is wrong with them, so that all is told once.
 */
final class MemberReader {

  private static final int LAST_PORT = 65_535;

  private final JsonMembers members;
  private final List<String> problems = new ArrayList<>();

  MemberReader(JsonMembers members) {
    this.members = members;
  }

  String required(String name) {
    Object value = members.get(name);
    if (value == null) {
      problems.add("member '" + name + "' is missing");
      return "";
    }
    return text(name, value);
  }

  @Nullable String optional(String name) {
    Object value = members.get(name);
    return value == null || value.equals("") ? null : text(name, value);
  }

  @Nullable SecretId secretId(String name) {
    String value = optional(name);
    try {
      return value == null || value.isEmpty() ? null : new SecretId(value);
    } catch (IllegalArgumentException e) {
      problems.add("member '%s' is no name or ARN of a secret".formatted(name));
      return null;
    }
  }

  private String text(String name, Object value) {
    if (value instanceof String text && !text.isEmpty()) {
      return text;
    }
    problems.add("member '" + name + "' is not a text, or empty");
    return "";
  }

  int port(int otherwise) {
    Object value = members.get("port");
    if (value == null) {
      return otherwise;
    }
    try {
      int port = Integer.parseInt(value.toString());
      if (port >= 1 && port <= LAST_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      // told below, with the range
    }
    problems.add("member 'port' is not a number from 1 to " + LAST_PORT);
    return otherwise;
  }

  boolean flag(String name, boolean otherwise) {
    Object value = members.get(name);
    if (value == null) {
      return otherwise;
    }
    String word = value.toString().toLowerCase(Locale.ROOT);
    if (!word.equals("true") && !word.equals("false")) {
      problems.add("member '" + name + "' is neither true nor false");
      return otherwise;
    }
    return word.equals("true");
  }

  /** Two different names, one of them {@code user}; empty when the member is absent. */
  List<String> pair(String name, String user) {
    Object value = members.get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> names
        && names.size() == 2
        && names.get(0) instanceof String first
        && names.get(1) instanceof String second
        && !first.isEmpty()
        && !second.isEmpty()
        && !first.equals(second)) {
      if (first.equals(user) || second.equals(user)) {
        return List.of(first, second);
      }
      problems.add("member '" + name + "' does not list the user in 'username'");
      return List.of();
    }
    problems.add("member '" + name + "' is not a list of two different user names");
    return List.of();
  }

  void problem(String problem) {
    problems.add(problem);
  }

  void check() throws CredentialFormatException {
    if (!problems.isEmpty()) {
      throw new CredentialFormatException(problems);
    }
  }
}
