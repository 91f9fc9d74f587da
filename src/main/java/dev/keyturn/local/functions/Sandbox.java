package dev.keyturn.local.functions;

import dev.keyturn.local.rotation.FunctionException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One child process that runs a function, for one invocation at a time. */
final class Sandbox implements AutoCloseable {

  private static final long KILL_SECONDS = 2;

  private final RuntimeApi api;
  private final Process process;
  private final SandboxKeys keys;
  private volatile @Nullable PendingInvocation running;
  private volatile String initFailure = "";

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
    Thread reader = new Thread(() -> forward(process, log), "keyturn-function-log");
    reader.setDaemon(true);
    reader.start();
    CompletableFuture<Void> unused = process.onExit().thenAccept(this::died);
  }

  boolean alive() {
    return process.isAlive();
  }

  void invoke(String functionArn, String event, Duration timeout)
      throws FunctionException, TimeoutException, InterruptedException {
    PendingInvocation invocation = new PendingInvocation(functionArn, event, timeout);
    running = invocation;
    if (!process.isAlive()) {
      died(process);
    }
    api.offer(invocation);
    try {
      invocation.await();
    } finally {
      running = null;
    }
  }

  private void died(Process dead) {
    PendingInvocation invocation = running;
    if (invocation != null) {
      String exit = "the function's process ended with exit code " + dead.exitValue();
      invocation.failed(initFailure.isEmpty() ? exit : initFailure);
    }
  }

  private static void forward(Process process, Consumer<String> log) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.accept(line);
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
