/**
 * A real PostgreSQL on this machine, for the demo and the tests: SCRAM and TLS as in production.
 */
@NullMarked
package dev.keyturn.cli.postgres;

import org.jspecify.annotations.NullMarked;
