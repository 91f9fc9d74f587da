/** How the command lays out what it prints. */
@NullMarked
package dev.keyturn.cli.text;

import org.jspecify.annotations.NullMarked;
