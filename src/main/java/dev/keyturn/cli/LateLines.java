package dev.keyturn.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Holds lines back until the readiness line, which has to be the first on standard output. */
final class LateLines {

  private final List<Runnable> held = new ArrayList<>();
  private boolean open;

  synchronized Consumer<String> until(Consumer<String> sink) {
    return line -> {
      synchronized (this) {
        if (!open) {
          held.add(() -> sink.accept(line));
          return;
        }
      }
      sink.accept(line);
    };
  }

  synchronized void open() {
    held.forEach(Runnable::run);
    held.clear();
    open = true;
  }
}
