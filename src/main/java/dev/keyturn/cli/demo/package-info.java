/** A rotation to watch: a real server, a real Secrets Manager, a client, and a crash. */
@NullMarked
package dev.keyturn.cli.demo;

import org.jspecify.annotations.NullMarked;
