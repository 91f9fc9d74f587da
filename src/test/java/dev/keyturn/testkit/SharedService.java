package dev.keyturn.testkit;

import dev.keyturn.local.EmbeddedSecretsManager;
import dev.keyturn.local.EmbeddedSecretsManagerBuilder;
import dev.keyturn.local.events.ServiceEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A service, what happened in it, and the accounts that are taken. Thread-safe. */
final class SharedService implements AutoCloseable {

  /** Below it are numbers that people use in examples. */
  private static final long FIRST_ACCOUNT = 700_000_000_000L;

  private final AtomicLong accounts = new AtomicLong(FIRST_ACCOUNT);
  private final List<ServiceEvent> events = Collections.synchronizedList(new ArrayList<>());
  private final EmbeddedSecretsManager service;

  SharedService(EmbeddedSecretsManagerBuilder builder) {
    try {
      service = builder.observer(events::add).start();
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded Secrets Manager cannot start", e);
    }
  }

  EmbeddedSecretsManager service() {
    return service;
  }

  List<ServiceEvent> events() {
    return List.copyOf(events);
  }

  String nextAccount() {
    return Long.toString(accounts.getAndIncrement());
  }

  @Override
  public void close() {
    service.close();
  }
}
