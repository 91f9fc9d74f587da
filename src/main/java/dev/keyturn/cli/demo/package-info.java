/** A rotation to watch: a real PostgreSQL, a real Secrets Manager, a client, and a crash. */
@NullMarked
package dev.keyturn.cli.demo;

import org.jspecify.annotations.NullMarked;
