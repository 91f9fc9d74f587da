package dev.keyturn.local.functions;

import dev.keyturn.RotationHandler;
import java.util.Objects;
import java.util.function.Supplier;

/** Constructs a handler as whoever starts the service wants it. */
record GivenHandler(FunctionTarget.Constructed target, String function)
    implements Supplier<RotationHandler<?, ?>> {

  @Override
  public RotationHandler<?, ?> get() {
    try {
      return Objects.requireNonNull(target.constructor().get(), "it gave null");
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "function %s: its constructor threw %s".formatted(function, e), e);
    }
  }
}
