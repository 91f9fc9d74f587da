/** What rotators of SQL services share: trust in certificates, causes of failure, and patience. */
@NullMarked
package dev.keyturn.rotators.jdbc;

import org.jspecify.annotations.NullMarked;
