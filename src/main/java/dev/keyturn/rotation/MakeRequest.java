package dev.keyturn.rotation;

import dev.keyturn.credential.Credential;
import dev.keyturn.secret.Deadline;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Asks a rotator to have its service make the next credential.
 *
 * @param session the open session of the credential that logged in, which the rotation closes
 * @param login the credential that logged in: the current one, or the one before if that was
 *     rejected; to be left alone
 * @param current the credential that clients use; to be left alone
 * @param old what the secret held before, AWSPREVIOUS first, then older versions, newest first;
 *     each is read from the store when the iteration comes to it, so that it should end early
 * @param stored asks the store whether another invocation has stored a credential for this version
 * @param deadline when the invocation is over
 * @param warnings takes what an operator should read in the step's log line; no secrets
 * @param <C> the credential
 * @param <S> an open session with the protected service
 */
public record MakeRequest<C extends Credential<C>, S extends AutoCloseable>(
    S session,
    C login,
    C current,
    Iterable<C> old,
    BooleanSupplier stored,
    Deadline deadline,
    Consumer<String> warnings) {}
