/** What a SAM template says of its functions, as it would be deployed with its own defaults. */
@NullMarked
package dev.keyturn.local.template;

import org.jspecify.annotations.NullMarked;
