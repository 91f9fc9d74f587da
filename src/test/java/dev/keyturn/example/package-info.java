/** A rotator as a user would write it, for a service that does not exist. */
@NullMarked
package dev.keyturn.example;

import org.jspecify.annotations.NullMarked;
