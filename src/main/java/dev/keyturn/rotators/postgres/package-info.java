/** Rotates passwords of PostgreSQL roles, on Amazon RDS, Aurora or anywhere else. */
@NullMarked
package dev.keyturn.rotators.postgres;

import org.jspecify.annotations.NullMarked;
