package dev.keyturn.local.auth;

import dev.keyturn.local.functions.FunctionRegistry;
import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.RotationState;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.local.secrets.Secret;
import dev.keyturn.secret.SecretText;
import java.util.Map;
import java.util.Optional;

/**
 * Makes sure that the value of a version that is being rotated comes from its rotation: from the
 * function's own role in the secret's account, or from whoever has the token that was sent to the
 * function.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html">PutSecretValue,
 *     RotationToken</a>
 */
final class RotationSource {

  private final Credentials credentials;
  private final RotationProofs proofs;

  RotationSource(Credentials credentials, RotationProofs proofs) {
    this.credentials = credentials;
    this.proofs = proofs;
  }

  void check(PrincipalCaller caller, String operation, Map<String, Object> request, Secret secret) {
    if (!operation.equals("PutSecretValue") || ownRole(caller, secret)) {
      return;
    }
    Optional<SecretText> proof =
        Members.text(request, "ClientRequestToken")
            .flatMap(version -> proofs.proof(secret.key(), version));
    Optional<SecretText> given = Members.text(request, "RotationToken").map(SecretText::of);
    if (!proof.equals(given)) {
      throw ApiException.client(
          "AccessDeniedException",
          "The RotationToken doesn't match the rotation that is in progress for this secret.");
    }
  }

  private boolean ownRole(PrincipalCaller caller, Secret secret) {
    RotationState rotation = secret.rotation();
    Scope owner = secret.key().scope();
    return rotation != null
        && caller.principal().account().equals(owner.account())
        && rotation.functionArn() != null
        && credentials
            .roleOf(FunctionRegistry.name(rotation.functionArn()))
            .filter(caller.principal()::equals)
            .isPresent();
  }
}
