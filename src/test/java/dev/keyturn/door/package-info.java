/** A protected service for tests: a door that opens to the password that its user has. */
@NullMarked
package dev.keyturn.door;

import org.jspecify.annotations.NullMarked;
