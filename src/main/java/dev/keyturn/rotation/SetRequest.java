package dev.keyturn.rotation;

import dev.keyturn.credential.Credential;
import dev.keyturn.secret.Deadline;
import java.util.function.Consumer;

/**
 * Asks a rotator to make its service accept the pending credential.
 *
 * @param session the open session of the authority, which the rotation closes
 * @param authority in whose name the session is
 * @param login the credential that logged in: where a service asks for the old password, it is this
 *     one's, which need not be the current one's
 * @param current the credential that clients use; names another user than {@code pending} when two
 *     users alternate
 * @param pending the credential to set
 * @param deadline when the invocation is over
 * @param warnings takes what an operator should read in the step's log line; no secrets
 * @param <C> the credential
 * @param <S> an open session with the protected service
 */
public record SetRequest<C extends Credential<C>, S extends AutoCloseable>(
    S session,
    Authority authority,
    C login,
    C current,
    C pending,
    Deadline deadline,
    Consumer<String> warnings) {}
