/** IAM policies: documents read once, and a pure decision about one request. */
@NullMarked
package dev.keyturn.local.auth.policy;

import org.jspecify.annotations.NullMarked;
