/**
 * Who calls, and whether they may: access keys, their principals, and what policies say of a call.
 */
@NullMarked
package dev.keyturn.local.auth;

import org.jspecify.annotations.NullMarked;
