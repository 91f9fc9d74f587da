package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a secret by name, by ARN, or by ARN without its random suffix. */
public final class SecretLookup {

  private static final Pattern SUFFIX = Pattern.compile("(.+)-[A-Za-z0-9]{6}");
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

  /**
   * The account is the ARN's, since secrets are shared between accounts; the region is not. What
   * ends like a suffix is taken for one, so that a secret whose name ends like that is found by its
   * name or its full ARN only.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen">Names
   *     that end in a hyphen and six characters</a>
   */
  private Optional<Secret> byArn(Scope scope, String arn) {
    String[] parts = arn.split(":", PARTS);
    if (parts.length != PARTS || !parts[3].equals(scope.region())) {
      return Optional.empty();
    }
    Scope owner = new Scope(parts[4], parts[3]);
    String rest = parts[6];
    Matcher full = SUFFIX.matcher(rest);
    return full.matches()
        ? byName(owner, full.group(1)).filter(secret -> secret.arn().equals(arn))
        : byName(owner, rest);
  }

  static ApiException missing() {
    return ApiException.notFound("Secrets Manager can't find the specified secret.");
  }
}
