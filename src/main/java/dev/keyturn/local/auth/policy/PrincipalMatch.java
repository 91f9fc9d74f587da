package dev.keyturn.local.auth.policy;

/** How a policy names a caller. */
enum PrincipalMatch {
  NOT_NAMED,
  /** By its account, which leaves the decision to the account's own policies. */
  BY_ACCOUNT,
  /** By its user, role or session, or as anybody. */
  ITSELF
}
