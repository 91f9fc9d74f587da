/** The wire: JSON 1.1 over HTTP, as every AWS SDK speaks it. */
@NullMarked
package dev.keyturn.local.protocol;

import org.jspecify.annotations.NullMarked;
