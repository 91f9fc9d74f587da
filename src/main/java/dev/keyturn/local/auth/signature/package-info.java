/** Signature Version 4, from the side that checks it. */
@NullMarked
package dev.keyturn.local.auth.signature;

import org.jspecify.annotations.NullMarked;
