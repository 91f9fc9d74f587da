package dev.keyturn.local.auth.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the elements of a policy. What it does not know it refuses, since it might be a limit. */
final class PolicyReader {

  private static final String WITH_VARIABLES = "2012-10-17";
  private static final Set<String> ELEMENTS = Set.of("Version", "Id", "Statement");
  private static final Set<String> STATEMENT_ELEMENTS =
      Set.of(
          "Sid",
          "Effect",
          "Principal",
          "NotPrincipal",
          "Action",
          "NotAction",
          "Resource",
          "NotResource",
          "Condition");

  private final PolicyKind kind;

  PolicyReader(PolicyKind kind) {
    this.kind = kind;
  }

  List<Statement> statements(Map<?, ?> policy) throws PolicyFormatException {
    refuseUnknown(policy, ELEMENTS);
    Object version = policy.get("Version");
    if (version != null && !version.equals(WITH_VARIABLES) && !version.equals("2008-10-17")) {
      throw new PolicyFormatException("Version is neither 2012-10-17 nor 2008-10-17");
    }
    Object element = policy.get("Statement");
    List<Statement> statements = new ArrayList<>();
    for (Object item : element instanceof List<?> list ? list : List.of(orNothing(element))) {
      if (!(item instanceof Map<?, ?> statement)) {
        throw new PolicyFormatException("a Statement is not an object");
      }
      statements.add(statement(statement, WITH_VARIABLES.equals(version)));
    }
    return statements;
  }

  private static Object orNothing(@Nullable Object element) throws PolicyFormatException {
    if (element == null) {
      throw new PolicyFormatException("the policy has no Statement");
    }
    return element;
  }

  private Statement statement(Map<?, ?> elements, boolean variables) throws PolicyFormatException {
    refuseUnknown(elements, STATEMENT_ELEMENTS);
    return new Statement(
        effect(elements.get("Effect")),
        principals(elements),
        names(elements, "Action"),
        names(elements, "Resource"),
        ConditionReader.conditions(elements.get("Condition")),
        variables);
  }

  private static Effect effect(@Nullable Object element) throws PolicyFormatException {
    if ("Allow".equals(element)) {
      return Effect.ALLOW;
    }
    if ("Deny".equals(element)) {
      return Effect.DENY;
    }
    throw new PolicyFormatException("Effect is neither Allow nor Deny");
  }

  private Principals principals(Map<?, ?> elements) throws PolicyFormatException {
    if (kind == PolicyKind.IDENTITY) {
      if (elements.containsKey("Principal") || elements.containsKey("NotPrincipal")) {
        throw new PolicyFormatException("the policy of a user or role has no Principal");
      }
      return new Principals(false, List.of("*"));
    }
    boolean negated = negated(elements, "Principal");
    return new Principals(
        negated, PrincipalReader.listed(elements.get(negated ? "NotPrincipal" : "Principal")));
  }

  private static Names names(Map<?, ?> elements, String element) throws PolicyFormatException {
    boolean negated = negated(elements, element);
    String name = negated ? "Not" + element : element;
    return new Names(negated, texts(elements.get(name), name));
  }

  /** Whether the statement has the negation of an element; it must have exactly one of the two. */
  private static boolean negated(Map<?, ?> elements, String element) throws PolicyFormatException {
    boolean negated = elements.containsKey("Not" + element);
    if (elements.containsKey(element) == negated) {
      throw new PolicyFormatException(
          "a Statement has exactly one of %s and Not%s".formatted(element, element));
    }
    return negated;
  }

  static List<String> texts(@Nullable Object element, String name) throws PolicyFormatException {
    List<String> texts = new ArrayList<>();
    for (Object item : element instanceof List<?> list ? list : List.of(orNothing(element))) {
      if (!(item instanceof String text)) {
        throw new PolicyFormatException(name + " is neither a text nor a list of texts");
      }
      texts.add(text);
    }
    if (texts.isEmpty()) {
      throw new PolicyFormatException(name + " is empty");
    }
    return texts;
  }

  private static void refuseUnknown(Map<?, ?> elements, Set<String> known)
      throws PolicyFormatException {
    for (Object name : elements.keySet()) {
      if (!known.contains(String.valueOf(name))) {
        throw new PolicyFormatException("there is no policy element " + name);
      }
    }
  }
}
