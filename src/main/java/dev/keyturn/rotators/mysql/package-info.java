/** Rotates passwords of MySQL users, on Amazon RDS, Aurora or anywhere else. */
@NullMarked
package dev.keyturn.rotators.mysql;

import org.jspecify.annotations.NullMarked;
