/**
 * When a secret is due: AWS's schedule expressions, the windows that they open, and the moment in a
 * window. Pure functions of time and chance.
 */
@NullMarked
package dev.keyturn.local.schedule;

import org.jspecify.annotations.NullMarked;
