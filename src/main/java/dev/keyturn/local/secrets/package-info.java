/** The secrets that the service holds: immutable state, its rules, and the operations on it. */
@NullMarked
package dev.keyturn.local.secrets;

import org.jspecify.annotations.NullMarked;
