/** Secrets on disk: durable before they are acknowledged, and read into memory at the start. */
@NullMarked
package dev.keyturn.local.store;

import org.jspecify.annotations.NullMarked;
