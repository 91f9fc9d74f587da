/**
 * For tests of rotators and stores: a clock that stands still, calls that fail when they are told
 * to, an embedded Secrets Manager for a test class, what every store must do, and transcripts that
 * tell a rotation line by line.
 *
 * <p>Who uses this jar brings JUnit Jupiter (5.13 or newer, 6 included) and, for {@link
 * dev.keyturn.testkit.SecretsManagerExtension}, {@code io.netty:netty-codec-http}, with {@code
 * com.cronutils:cron-utils} where a schedule is set, of the versions that this project's {@code
 * pom.xml} names: a function needs none of them, so that none comes with the framework.
 */
@NullMarked
package dev.keyturn.testkit;

import org.jspecify.annotations.NullMarked;
