/**
 * Rotation as the service does it: what RotateSecret stores, and the four calls of the function.
 */
@NullMarked
package dev.keyturn.local.rotation;

import org.jspecify.annotations.NullMarked;
