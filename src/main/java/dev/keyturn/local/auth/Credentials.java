package dev.keyturn.local.auth;

import dev.keyturn.local.auth.policy.PolicyDocument;
import dev.keyturn.secret.SecretText;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The principals that are let in, by their keys and by the functions that run under them; and the
 * policies of functions and of KMS keys.
 */
public final class Credentials {

  private final Map<String, Principal> byKey;
  private final Map<String, Principal> byFunction;
  private final Map<String, PolicyDocument> functionPolicies;
  private final Map<String, PolicyDocument> keyPolicies;

  Credentials(
      List<Principal> principals,
      Map<String, PolicyDocument> functionPolicies,
      Map<String, PolicyDocument> keyPolicies) {
    this.functionPolicies = Map.copyOf(functionPolicies);
    this.keyPolicies = Map.copyOf(keyPolicies);
    byKey =
        principals.stream()
            .collect(Collectors.toUnmodifiableMap(Principal::accessKeyId, Function.identity()));
    byFunction =
        principals.stream()
            .flatMap(
                principal -> principal.functions().stream().map(name -> Map.entry(name, principal)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * Reads a file of credentials: {@code {"principals":[{"arn","accessKeyId","secretAccessKey",
   * "policies":[…],"functions":[…]}],"functionPolicies"?:{"NAME":{…}},"keyPolicies"?:{"ARN":{…}}}}.
   *
   * @param file JSON
   * @return the principals in it
   * @throws IllegalArgumentException if it cannot be used, with all that is wrong with it
   */
  public static Credentials read(Path file) {
    return new CredentialsReader(file).read();
  }

  Optional<Principal> key(String accessKeyId) {
    return Optional.ofNullable(byKey.get(accessKeyId));
  }

  Optional<SecretText> secret(String accessKeyId) {
    return key(accessKeyId).map(Principal::secretAccessKey);
  }

  /** A function's own policy; a function without one is open to Secrets Manager. */
  Optional<PolicyDocument> functionPolicy(String function) {
    return Optional.ofNullable(functionPolicies.get(function));
  }

  /** The policy of a KMS key; of a key without one the caller's own policies decide alone. */
  Optional<PolicyDocument> keyPolicy(String arn) {
    return Optional.ofNullable(keyPolicies.get(arn));
  }

  Optional<Principal> roleOf(String function) {
    return Optional.ofNullable(byFunction.get(function));
  }
}
