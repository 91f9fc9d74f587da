/** What the rotators of MySQL and MariaDB share: logging in, accounts, privileges, and failures. */
@NullMarked
package dev.keyturn.rotators.mysqlprotocol;

import org.jspecify.annotations.NullMarked;
