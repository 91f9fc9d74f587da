package dev.keyturn.local.functions;

import dev.keyturn.local.rotation.FunctionException;
import dev.keyturn.local.threads.DaemonThreads;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One child process that runs a function, for one invocation at a time. */
final class Sandbox implements AutoCloseable {

  private static final long KILL_SECONDS = 2;
  private static final long READ_MILLIS = 1_000;

  private final RuntimeApi api;
  private final Process process;
  private final SandboxKeys keys;
  private volatile @Nullable PendingInvocation running;
  private final Thread reader;
  private volatile String initFailure = "";
  private volatile String lastLine = "";

  Sandbox(ProcessBuilder command, SandboxKeys keys, Consumer<String> log) throws IOException {
    this.keys = keys;
    api = new RuntimeApi(message -> initFailure = message);
    try {
      command.environment().put("AWS_LAMBDA_RUNTIME_API", api.address());
      process = command.redirectErrorStream(true).start();
    } catch (IOException e) {
      api.close();
      keys.close();
      throw e;
    }
    reader = DaemonThreads.of("keyturn-function-log", () -> forward(log));
    reader.start();
    CompletableFuture<Void> unused = process.onExit().thenAccept(this::died);
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Waits until the process asks for its first event. */
  void awaitReady(Duration limit) throws FunctionException, TimeoutException, InterruptedException {
    try {
      CompletableFuture.anyOf(api.asked(), process.onExit())
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("neither fails", e);
    }
    if (!api.asked().isDone()) {
      reader.join(READ_MILLIS);
      String end = failure(process);
      throw new FunctionException(lastLine.isEmpty() ? end : end + ": " + lastLine, null);
    }
  }

  byte[] invoke(String functionArn, String event, Duration timeout)
      throws FunctionException, TimeoutException, InterruptedException {
    PendingInvocation invocation = new PendingInvocation(functionArn, event, timeout);
    running = invocation;
    if (!process.isAlive()) {
      died(process);
    }
    api.offer(invocation);
    try {
      return invocation.await();
    } finally {
      running = null;
    }
  }

  private void died(Process dead) {
    PendingInvocation invocation = running;
    if (invocation != null) {
      invocation.failed(new FunctionException(failure(dead), null));
    }
  }

  private String failure(Process dead) {
    return initFailure.isEmpty()
        ? "the function's process ended with exit code " + dead.exitValue()
        : initFailure;
  }

  private void forward(Consumer<String> log) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.accept(line);
        lastLine = line.isBlank() ? lastLine : line.strip();
      }
    } catch (IOException e) {
      // The process was killed while it wrote; there is nothing more to read.
    }
  }

  void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() {
    keys.close();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(KILL_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    api.close();
  }
}
