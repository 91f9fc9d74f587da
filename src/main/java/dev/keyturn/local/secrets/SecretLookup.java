package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import java.util.Optional;

/** Finds a secret by name, by ARN, or by ARN without its random suffix. */
public final class SecretLookup {

  private static final String SUFFIX = "-[A-Za-z0-9]{6}$";
  private static final int PARTS = 7;

  private final SecretRepository repository;

  public SecretLookup(SecretRepository repository) {
    this.repository = repository;
  }

  /** The key of an existing secret, marked for deletion or not. */
  public Secret find(Scope scope, String id) {
    return search(scope, id).orElseThrow(SecretLookup::missing);
  }

  Optional<Secret> search(Scope scope, String id) {
    return id.startsWith("arn:") ? byArn(scope, id) : byName(scope, id);
  }

  private Optional<Secret> byName(Scope scope, String name) {
    return repository.find(new SecretKey(scope, name));
  }

  /** The account is the ARN's, since secrets are shared between accounts; the region is not. */
  private Optional<Secret> byArn(Scope scope, String arn) {
    String[] parts = arn.split(":", PARTS);
    if (parts.length != PARTS || !parts[3].equals(scope.region())) {
      return Optional.empty();
    }
    Scope owner = new Scope(parts[4], parts[3]);
    String rest = parts[6];
    return byName(owner, rest.replaceFirst(SUFFIX, ""))
        .filter(secret -> secret.arn().equals(arn))
        .or(() -> byName(owner, rest));
  }

  static ApiException missing() {
    return ApiException.notFound("Secrets Manager can't find the specified secret.");
  }
}
