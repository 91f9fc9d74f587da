package dev.keyturn.local.auth;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.auth.policy.PolicyDocument;
import dev.keyturn.local.auth.policy.PolicyFormatException;
import dev.keyturn.local.auth.policy.PolicyKind;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a file of credentials and collects all that is wrong with it, without quoting a key. */
final class CredentialsReader {

  private static final Pattern ARN =
      Pattern.compile("arn:aws(?:-cn|-us-gov)?:iam::\\d{12}:(?:root|(?:user|role)/[!-~]+)");
  private static final Pattern KEY_ID = Pattern.compile("\\w{1,128}");
  private static final Set<String> ROOT_MEMBERS =
      Set.of("principals", "functionPolicies", "keyPolicies");
  private static final Set<String> MEMBERS =
      Set.of("arn", "accessKeyId", "secretAccessKey", "policies", "functions");

  private final Path file;
  private final List<String> problems = new ArrayList<>();
  private final Set<String> keys = new HashSet<>();
  private final Set<String> functions = new HashSet<>();

  CredentialsReader(Path file) {
    this.file = file;
  }

  Credentials read() {
    Map<?, ?> root = root();
    refuseUnknown(root, ROOT_MEMBERS, "the file");
    List<Principal> principals = new ArrayList<>();
    int number = 0;
    for (Object item : (List<?>) Objects.requireNonNull(root.get("principals"))) {
      String place = "principals[%d]".formatted(number++);
      if (item instanceof Map<?, ?> members) {
        principals.add(principal(members, place));
      } else {
        problems.add(place + " is not an object");
      }
    }
    Map<String, PolicyDocument> functionPolicies = resourcePolicies(root, "functionPolicies");
    Map<String, PolicyDocument> keyPolicies = resourcePolicies(root, "keyPolicies");
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "credentials file %s: %s".formatted(file, String.join("; ", problems)));
    }
    return new Credentials(principals, functionPolicies, keyPolicies);
  }

  private Map<?, ?> root() {
    try (InputStream input = Files.newInputStream(file)) {
      if (JSON.std.anyFrom(input) instanceof Map<?, ?> map
          && map.get("principals") instanceof List<?>) {
        return map;
      }
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no credentials file " + file, e);
    } catch (IOException e) {
      // The parser's message quotes what it read, which may be a key.
      throw new IllegalArgumentException(
          "credentials file %s is not readable JSON".formatted(file));
    }
    throw new IllegalArgumentException(
        "credentials file %s has no list of principals: {\"principals\":[…]}".formatted(file));
  }

  private void refuseUnknown(Map<?, ?> members, Set<String> known, String place) {
    for (Object name : members.keySet()) {
      if (!known.contains(String.valueOf(name))) {
        problems.add("%s has a member '%s', which means nothing".formatted(place, name));
      }
    }
  }

  private Map<String, PolicyDocument> resourcePolicies(Map<?, ?> root, String member) {
    Map<String, PolicyDocument> policies = new HashMap<>();
    Object members = root.get(member);
    if (members instanceof Map<?, ?> byName) {
      byName.forEach(
          (name, policy) ->
              policy(policy, PolicyKind.RESOURCE, member + "." + name)
                  .ifPresent(read -> policies.put(String.valueOf(name), read)));
    } else if (members != null) {
      problems.add(member + " is not an object");
    }
    return policies;
  }

  private Optional<PolicyDocument> policy(@Nullable Object json, PolicyKind kind, String place) {
    try {
      return Optional.of(PolicyDocument.of(json, kind));
    } catch (PolicyFormatException e) {
      problems.add("%s: %s".formatted(place, e.getMessage()));
      return Optional.empty();
    }
  }

  private Principal principal(Map<?, ?> members, String place) {
    refuseUnknown(members, MEMBERS, place);
    Principal principal =
        new Principal(
            text(members, "arn", ARN, place, "is no ARN of an IAM user, role or root"),
            text(members, "accessKeyId", KEY_ID, place, "is no access key id"),
            SecretText.of(
                text(members, "secretAccessKey", Pattern.compile(".+"), place, "is no text")),
            policies(members, place),
            functions(members, place));
    if (!keys.add(principal.accessKeyId())) {
      problems.add(place + ".accessKeyId is another principal's, too");
    }
    if (!principal.functions().isEmpty()
        && ARN.matcher(principal.arn()).matches()
        && !principal.role()) {
      problems.add(place + " has functions, which only a role can have");
    }
    return principal;
  }

  private String text(Map<?, ?> members, String name, Pattern pattern, String place, String what) {
    if (members.get(name) instanceof String text && pattern.matcher(text).matches()) {
      return text;
    }
    problems.add("%s.%s %s".formatted(place, name, what));
    // Never used: a file with a problem is refused.
    return place + name;
  }

  private List<PolicyDocument> policies(Map<?, ?> members, String place) {
    List<PolicyDocument> policies = new ArrayList<>();
    int number = 0;
    for (Object item : list(members, "policies", place)) {
      policy(item, PolicyKind.IDENTITY, "%s.policies[%d]".formatted(place, number++))
          .ifPresent(policies::add);
    }
    return policies;
  }

  private Set<String> functions(Map<?, ?> members, String place) {
    Set<String> names = new LinkedHashSet<>();
    for (Object item : list(members, "functions", place)) {
      String name = String.valueOf(item);
      names.add(name);
      if (!functions.add(name)) {
        problems.add("%s.functions: %s runs under another role, too".formatted(place, name));
      }
    }
    return names;
  }

  private List<?> list(Map<?, ?> members, String name, String place) {
    @Nullable Object value = members.get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    problems.add("%s.%s is not a list".formatted(place, name));
    return List.of();
  }
}
