package dev.keyturn.rotation;

import dev.keyturn.credential.Credential;
import dev.keyturn.secret.SecretId;

/**
 * Who the next credential is for, and who may set it.
 *
 * @param <C> the credential
 */
sealed interface Strategy<C extends Credential<C>> {

  /** The current credential's successor, its password still to be replaced. */
  C successor(C current);

  /** One user who changes its own password. */
  record SingleUser<C extends Credential<C>>() implements Strategy<C> {

    @Override
    public C successor(C current) {
      return current;
    }
  }

  /** Two users who take turns, so that the one in use is left alone; an administrator sets both. */
  record AlternatingUsers<C extends Credential<C>>(SecretId adminSecret)
      implements Strategy<C>, SetByAdmin {

    @Override
    public C successor(C current) {
      return current
          .alternate()
          .orElseThrow(
              () ->
                  new RotationException(
                      Reason.INVALID_CONFIGURATION,
                      "credentials of this rotator do not alternate",
                      "Set ROTATION_STRATEGY to single or admin"));
    }
  }

  /** One user whose password an administrator changes. */
  record AdminSetsUser<C extends Credential<C>>(SecretId adminSecret)
      implements Strategy<C>, SetByAdmin {

    @Override
    public C successor(C current) {
      return current;
    }
  }

  /** A strategy that needs an administrator, and the secret that holds its credential. */
  sealed interface SetByAdmin permits AlternatingUsers, AdminSetsUser {

    SecretId adminSecret();
  }

  /** What the configuration asks for, else what the secret suggests. */
  static <C extends Credential<C>> Strategy<C> choose(RotationOptions options, C current) {
    StrategyName name = options.strategy().orElseGet(() -> suggested(current));
    if (name == StrategyName.SINGLE) {
      return new SingleUser<>();
    }
    SecretId admin =
        current
            .adminSecret()
            .orElseThrow(
                () ->
                    new RotationException(
                        Reason.ADMIN_SECRET_UNUSABLE,
                        "the strategy needs an administrator, but AWSCURRENT names no admin secret",
                        "Add the admin secret's ARN to the secret as member 'masterarn', or set"
                            + " ROTATION_STRATEGY to single"));
    return name == StrategyName.ALTERNATING
        ? new AlternatingUsers<>(admin)
        : new AdminSetsUser<>(admin);
  }

  private static <C extends Credential<C>> StrategyName suggested(C current) {
    if (current.adminSecret().isEmpty()) {
      return StrategyName.SINGLE;
    }
    return current.alternate().isPresent() ? StrategyName.ALTERNATING : StrategyName.ADMIN;
  }
}
