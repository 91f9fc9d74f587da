/** How a function is configured: environment variables, read once, their problems told together. */
@NullMarked
package dev.keyturn.settings;

import org.jspecify.annotations.NullMarked;
