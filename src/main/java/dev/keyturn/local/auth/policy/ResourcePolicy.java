package dev.keyturn.local.auth.policy;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A policy that somebody wants to attach to a secret, and what is to be said of it. Immutable. */
public final class ResourcePolicy {

  private static final Pattern ACTION = Pattern.compile("\\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+");
  private static final String PUT = "secretsmanager:PutResourcePolicy";

  private final List<Statement> statements;

  private ResourcePolicy(List<Statement> statements) {
    this.statements = statements;
  }

  /**
   * Reads a policy.
   *
   * @param text JSON
   * @return the policy
   * @throws PolicyFormatException saying what AWS says of such a policy
   */
  public static ResourcePolicy parse(String text) throws PolicyFormatException {
    Object json = json(text);
    List<Statement> statements = statements(json);
    if (statements.isEmpty() || !statements.stream().allMatch(ResourcePolicy::wellNamed)) {
      throw syntaxError();
    }
    PrincipalForms.check(json);
    return new ResourcePolicy(statements);
  }

  /**
   * Tells whether it allows something to everybody, without a condition that says to whom.
   *
   * @return what AWS calls broad access
   */
  public boolean grantsBroadAccess() {
    return statements.stream().anyMatch(BroadAccess::isGrantedBy);
  }

  /**
   * Tells whether it denies everybody, without a condition, to put another policy.
   *
   * @return whether it locks out whoever puts it
   */
  public boolean locksOut() {
    return deniesEverybody(PUT);
  }

  /**
   * Tells whether it denies everybody, without a condition, to do something.
   *
   * @param action for instance {@code secretsmanager:GetSecretValue}
   * @return whether nobody may do it, whatever else allows it
   */
  public boolean deniesEverybody(String action) {
    return denials(action)
        .filter(statement -> statement.conditions().isEmpty())
        .filter(statement -> !statement.principals().negated())
        .anyMatch(statement -> statement.principals().listed().contains("*"));
  }

  /**
   * Tells whether it denies somebody to do something, or everybody under some condition.
   *
   * @param action for instance {@code secretsmanager:GetSecretValue}
   * @return whether a statement denies it
   */
  public boolean denies(String action) {
    return denials(action).findAny().isPresent();
  }

  /**
   * Lists the accounts that it lets in, or users and roles of them.
   *
   * @return their ids, in order
   */
  public SortedSet<String> allowedAccounts() {
    return statements.stream()
        .filter(statement -> statement.effect() == Effect.ALLOW)
        .filter(statement -> !statement.principals().negated())
        .flatMap(statement -> statement.principals().accounts())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Stream<Statement> denials(String action) {
    return statements.stream()
        .filter(statement -> statement.effect() == Effect.DENY)
        .filter(statement -> statement.hasAction(action));
  }

  private static @Nullable Object json(String text) throws PolicyFormatException {
    try {
      return JSON.std.anyFrom(text);
    } catch (IOException e) {
      throw syntaxError();
    }
  }

  private static List<Statement> statements(@Nullable Object json) throws PolicyFormatException {
    try {
      return PolicyDocument.of(json, PolicyKind.RESOURCE).statements();
    } catch (PolicyFormatException e) {
      // AWS does not tell which one.
      throw syntaxError();
    }
  }

  private static PolicyFormatException syntaxError() {
    return new PolicyFormatException("This resource policy contains a syntax error.");
  }

  private static boolean wellNamed(Statement statement) {
    return statement.actions().patterns().stream().allMatch(ACTION.asMatchPredicate())
        && statement.resources().patterns().stream()
            .allMatch(name -> name.equals("*") || name.startsWith("arn:"));
  }
}
