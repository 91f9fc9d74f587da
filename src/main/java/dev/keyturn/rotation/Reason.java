package dev.keyturn.rotation;

/**
 * Why a step failed. Stable: alarms and exit codes may depend on these names; more may be added.
 */
public enum Reason {
  /** The event is not one that Secrets Manager sends. */
  INVALID_EVENT,
  /** The function's environment variables are wrong. */
  INVALID_CONFIGURATION,
  /** Rotation is off for this secret. */
  ROTATION_DISABLED,
  /** The event's version is not a labelled version of the secret. */
  VERSION_UNKNOWN,
  /** The event's version is not labelled AWSPENDING. */
  VERSION_NOT_PENDING,
  /** A version has no value. */
  VALUE_MISSING,
  /** A version's value is not a credential. */
  VALUE_INVALID,
  /** Two versions name different users or hosts. */
  IDENTITY_MISMATCH,
  /** The administrator's secret cannot be used. */
  ADMIN_SECRET_UNUSABLE,
  /** The service refused every credential that may be tried. */
  CREDENTIALS_REJECTED,
  /** No connection: name, network or time-out. */
  SERVICE_UNREACHABLE,
  /** The service's certificate is not trusted, expired or for another host. */
  TLS_FAILED,
  /** The service is starting up, shutting down or recovering. */
  SERVICE_NOT_READY,
  /** The service has no connection left. */
  CONNECTION_LIMIT,
  /** The database that the secret names does not exist. */
  DATABASE_MISSING,
  /** The service takes no changes: a replica, or set read-only. */
  SERVICE_READ_ONLY,
  /** The user or role does not exist. */
  USER_MISSING,
  /** The authority may not change the credential. */
  PRIVILEGE_MISSING,
  /** The service reserves password changes for a special role. */
  PASSWORD_COMMANDS_RESTRICTED,
  /** Clients still use a credential that would have to go. */
  CREDENTIAL_IN_USE,
  /** The service will not hold this credential as asked. */
  SERVICE_REFUSED,
  /** The service failed in another way. */
  SERVICE_FAILED,
  /** Secrets Manager answered that there are too many requests. */
  STORE_THROTTLED,
  /** Secrets Manager does not find the secret. */
  STORE_NOT_FOUND,
  /** The function's role may not make a call. */
  STORE_ACCESS_DENIED,
  /** The key of the secret cannot be used. */
  STORE_KEY_UNUSABLE,
  /** Somebody else changed the secret at the same time. */
  STORE_CONFLICT,
  /** Secrets Manager refused the request. */
  STORE_INVALID,
  /** Secrets Manager cannot be reached. */
  STORE_UNAVAILABLE,
  /** The invocation's time ran out. */
  OUT_OF_TIME,
  /** A defect: of Keyturn, or of the rotator. */
  UNEXPECTED
}
