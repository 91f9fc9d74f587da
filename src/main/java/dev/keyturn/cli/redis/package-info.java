/** A Redis server for the demo, started on this machine. */
@NullMarked
package dev.keyturn.cli.redis;

import org.jspecify.annotations.NullMarked;
