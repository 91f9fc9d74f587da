/**
 * The Secrets Manager API as data: operations, shapes, limits; and the check of requests against
 * it.
 */
@NullMarked
package dev.keyturn.local.model;

import org.jspecify.annotations.NullMarked;
