/** A server of MySQL or MariaDB for the demo and for tests, started on this machine. */
@NullMarked
package dev.keyturn.cli.mysql;

import org.jspecify.annotations.NullMarked;
