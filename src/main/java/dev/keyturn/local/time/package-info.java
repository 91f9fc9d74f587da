/**
 * Time as a parameter: a clock that everything follows which waits, the system's or a virtual one.
 */
@NullMarked
package dev.keyturn.local.time;

import org.jspecify.annotations.NullMarked;
