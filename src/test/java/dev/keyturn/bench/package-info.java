/** What {@code bench/service/run} runs in a JVM: nothing here is a test, or timed by one. */
@NullMarked
package dev.keyturn.bench;

import org.jspecify.annotations.NullMarked;
