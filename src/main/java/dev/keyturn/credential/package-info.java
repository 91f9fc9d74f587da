/** What is inside a secret: credentials, their JSON, and how a new password is made. */
@NullMarked
package dev.keyturn.credential;

import org.jspecify.annotations.NullMarked;
