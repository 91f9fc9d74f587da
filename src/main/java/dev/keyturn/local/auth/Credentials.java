package dev.keyturn.local.auth;

import dev.keyturn.secret.SecretText;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The principals that are let in, by their keys and by the functions that run under them. */
public final class Credentials {

  private final Map<String, Principal> byKey;
  private final Map<String, Principal> byFunction;

  Credentials(List<Principal> principals) {
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
   * "policies":[…],"functions":[…]}]}}.
   *
   * @param file JSON
   * @return the principals in it
   * @throws IllegalArgumentException if it cannot be used, with all that is wrong with it
   */
  public static Credentials read(Path file) {
    return new Credentials(new CredentialsReader(file).read());
  }

  Optional<Principal> key(String accessKeyId) {
    return Optional.ofNullable(byKey.get(accessKeyId));
  }

  Optional<SecretText> secret(String accessKeyId) {
    return key(accessKeyId).map(Principal::secretAccessKey);
  }

  Optional<Principal> roleOf(String function) {
    return Optional.ofNullable(byFunction.get(function));
  }
}
