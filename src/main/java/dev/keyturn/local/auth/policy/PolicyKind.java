package dev.keyturn.local.auth.policy;

/** What a policy is attached to, which decides what its statements have. */
public enum PolicyKind {
  /** Of a user or role: it names resources and no principal. */
  IDENTITY,
  /** Of a secret: it names principals. */
  RESOURCE
}
