/** The rotation protocol: four steps, decided from labels, against ports only. */
@NullMarked
package dev.keyturn.rotation;

import org.jspecify.annotations.NullMarked;
