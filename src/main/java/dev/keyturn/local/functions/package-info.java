/** How a rotation function is invoked: in this JVM, or in a child process as Lambda does it. */
@NullMarked
package dev.keyturn.local.functions;

import org.jspecify.annotations.NullMarked;
