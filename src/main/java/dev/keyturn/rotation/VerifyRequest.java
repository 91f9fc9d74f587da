package dev.keyturn.rotation;

import dev.keyturn.credential.Credential;
import dev.keyturn.secret.Deadline;

/**
 * Asks a rotator whether a credential that logged in can do its work.
 *
 * @param session the open session of the pending credential, which the rotation closes
 * @param pending the credential that logged in
 * @param deadline when the invocation is over
 * @param <C> the credential
 * @param <S> an open session with the protected service
 */
public record VerifyRequest<C extends Credential<C>, S extends AutoCloseable>(
    S session, C pending, Deadline deadline) {}
