/** What the service tells whoever watches it: calls, rotations, and a function's log. */
@NullMarked
package dev.keyturn.local.events;

import org.jspecify.annotations.NullMarked;
