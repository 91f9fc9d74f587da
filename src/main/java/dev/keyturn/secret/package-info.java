/** What a secret is to a rotation: its identity, versions, staging labels, text, and the store. */
@NullMarked
package dev.keyturn.secret;

import org.jspecify.annotations.NullMarked;
