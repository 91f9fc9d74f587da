package dev.keyturn.rotators.postgres;

import dev.keyturn.RotationEnvironment;
import dev.keyturn.rotators.WatchedHandler;
import java.util.function.UnaryOperator;

/** PostgreSQL's rotator, watched. */
final class WatchedRotator extends WatchedHandler {

  WatchedRotator(RotationEnvironment environment, Watcher watcher) {
    this(environment, watcher, UnaryOperator.identity());
  }

  /** With statements in place of those that the rotator executes. */
  WatchedRotator(
      RotationEnvironment environment, Watcher watcher, UnaryOperator<String> statements) {
    super(environment, PostgresRotator::new, watcher, statements);
  }
}
