package dev.keyturn.rotation;

import dev.keyturn.credential.Credential;
import dev.keyturn.secret.Deadline;
import java.util.function.Consumer;

/**
 * Asks a rotator to have its service forget credentials that no client should still use.
 *
 * @param session the open session of the authority, which the rotation closes
 * @param authority in whose name the session is
 * @param login the credential that logged in
 * @param current the credential that clients use, which has just logged in; to be left alone
 * @param pending the credential that comes next; to be left alone
 * @param old what the secret held before, AWSPREVIOUS first, then older versions, newest first;
 *     each is read from the store when the iteration comes to it, so that it should end early
 * @param deadline when the invocation is over
 * @param warnings takes what an operator should read in the step's log line; no secrets
 * @param <C> the credential
 * @param <S> an open session with the protected service
 */
public record RetireRequest<C extends Credential<C>, S extends AutoCloseable>(
    S session,
    Authority authority,
    C login,
    C current,
    C pending,
    Iterable<C> old,
    Deadline deadline,
    Consumer<String> warnings) {}
