/** Rotates passwords of MariaDB users, on Amazon RDS or anywhere else. */
@NullMarked
package dev.keyturn.rotators.mariadb;

import org.jspecify.annotations.NullMarked;
