package dev.keyturn.local.functions;

import dev.keyturn.local.rotation.FunctionException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One invocation of a sandbox, until it has ended in one of its ways. */
final class PendingInvocation {

  private final String id = UUID.randomUUID().toString();
  private final String functionArn;
  private final String event;
  private final Duration timeout;
  private final Instant deadline;
  private final CompletableFuture<byte[]> answer = new CompletableFuture<>();

  PendingInvocation(String functionArn, String event, Duration timeout) {
    this.functionArn = functionArn;
    this.event = event;
    this.timeout = timeout;
    // The wall clock and no other: the child process compares it with its own.
    this.deadline = Instant.now().plus(timeout);
  }

  String id() {
    return id;
  }

  String functionArn() {
    return functionArn;
  }

  String event() {
    return event;
  }

  Instant deadline() {
    return deadline;
  }

  void succeeded(byte[] payload) {
    answer.complete(payload);
  }

  void failed(FunctionException failure) {
    answer.completeExceptionally(failure);
  }

  /** Waits for what the function answers. */
  byte[] await() throws FunctionException, TimeoutException, InterruptedException {
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FunctionException failure) {
        throw failure;
      }
      throw new IllegalStateException("an invocation fails with nothing else", e);
    }
  }
}
