/** What tests of all rotators share. */
@NullMarked
package dev.keyturn.rotators;

import org.jspecify.annotations.NullMarked;
