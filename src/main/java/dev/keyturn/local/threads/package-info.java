/** The threads of the embedded service, none of which keeps a process alive. */
@NullMarked
package dev.keyturn.local.threads;

import org.jspecify.annotations.NullMarked;
