/** Rotates access keys of IAM users. */
@NullMarked
package dev.keyturn.rotators.iam;

import org.jspecify.annotations.NullMarked;
