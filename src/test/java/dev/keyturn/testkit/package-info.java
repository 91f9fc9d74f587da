/**
 * For tests of rotators and stores: what every rotator and every store must do, a clock that stands
 * still, calls and networks that fail when they are told to, an embedded Secrets Manager for a test
 * class, and transcripts that tell a rotation line by line.
 *
 * <p>{@code dev.keyturn:keyturn-testkit} is this package with all that it needs in turn but JUnit
 * Jupiter, 5.13 or newer (6 included), which its users bring.
 */
@NullMarked
package dev.keyturn.testkit;

import org.jspecify.annotations.NullMarked;
