/** What a user extends: the rotation function, and the environment that it works in. */
@NullMarked
package dev.keyturn;

import org.jspecify.annotations.NullMarked;
