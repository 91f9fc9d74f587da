package dev.keyturn.local.auth.policy;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An IAM policy that has been read. Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html">Policy
 *     elements</a>
 */
public final class PolicyDocument {

  /** A policy that says nothing. */
  public static final PolicyDocument NONE = new PolicyDocument(List.of());

  private final List<Statement> statements;

  private PolicyDocument(List<Statement> statements) {
    this.statements = statements;
  }

  /**
   * Reads a policy.
   *
   * @param text JSON
   * @param kind what the policy is attached to
   * @return the policy
   * @throws PolicyFormatException if it is none
   */
  public static PolicyDocument parse(String text, PolicyKind kind) throws PolicyFormatException {
    Object json;
    try {
      json = JSON.std.anyFrom(text);
    } catch (IOException e) {
      throw new PolicyFormatException("the policy is not JSON");
    }
    return of(json, kind);
  }

  /**
   * Reads a policy out of JSON that has been parsed.
   *
   * @param json maps, lists and texts
   * @param kind what the policy is attached to
   * @return the policy
   * @throws PolicyFormatException if it is none
   */
  public static PolicyDocument of(@Nullable Object json, PolicyKind kind)
      throws PolicyFormatException {
    if (json instanceof Map<?, ?> elements) {
      return new PolicyDocument(new PolicyReader(kind).statements(elements));
    }
    throw new PolicyFormatException("the policy is not a JSON object");
  }

  List<Statement> statements() {
    return statements;
  }
}
