package dev.keyturn.rotation;

import dev.keyturn.credential.Credential;
import dev.keyturn.secret.Deadline;
import java.util.function.Consumer;

/**
 * Asks a rotator to log in, freshly and without a pool.
 *
 * @param credential who logs in, where, with which password
 * @param authority in whose name
 * @param deadline when the invocation is over; connect time-outs are taken from it
 * @param warnings takes what an operator should read in the step's log line; no secrets
 * @param <C> the credential
 */
public record LoginRequest<C extends Credential<C>>(
    C credential, Authority authority, Deadline deadline, Consumer<String> warnings) {}
