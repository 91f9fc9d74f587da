/** Rotates passwords of Redis and Valkey users, those of access control lists. */
@NullMarked
package dev.keyturn.rotators.redis;

import org.jspecify.annotations.NullMarked;
