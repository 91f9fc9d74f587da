/** What is wrong with a secret and its rotation, and how its labels are repaired. */
@NullMarked
package dev.keyturn.cli.doctor;

import org.jspecify.annotations.NullMarked;
