/** The embedded Secrets Manager: the service itself, over its real wire protocol, on a laptop. */
@NullMarked
package dev.keyturn.local;

import org.jspecify.annotations.NullMarked;
