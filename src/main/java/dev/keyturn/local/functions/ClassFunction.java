package dev.keyturn.local.functions;

import dev.keyturn.RotationEnvironment;
import dev.keyturn.RotationHandler;
import dev.keyturn.local.rotation.FunctionException;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.local.threads.DaemonThreads;
import dev.keyturn.rotation.RotationException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A rotation handler in this JVM, with this service as its store: it sees neither the environment
 * of this process nor its AWS credentials.
 */
final class ClassFunction implements RunnableFunction {

  private final FunctionSettings settings;
  private final RotationHandler<?, ?> handler;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(new DaemonThreads("keyturn-function"));

  ClassFunction(Supplier<? extends RotationHandler<?, ?>> constructor, FunctionSettings settings) {
    this.settings = settings;
    this.handler =
        RotationEnvironment.of(Objects.requireNonNull(settings.store()))
            .withVariables(settings.variables())
            .withLog(settings.log())
            .construct(constructor);
    try {
      handler.checkConfiguration();
    } catch (RotationException e) {
      throw new IllegalArgumentException(
          "function %s: %s".formatted(settings.name(), e.getMessage()), e);
    }
  }

  @Override
  public byte[] invoke(Scope scope, String functionArn, String event)
      throws FunctionException, InterruptedException {
    Future<byte[]> invocation = threads.submit(() -> handle(functionArn, event));
    try {
      return invocation.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new FunctionException(
          cause instanceof RotationException
              ? String.valueOf(cause.getMessage())
              : cause.toString(),
          cause);
    } catch (TimeoutException e) {
      invocation.cancel(true);
      throw new FunctionException(settings.timedOut(), e);
    } catch (InterruptedException e) {
      invocation.cancel(true);
      throw e;
    }
  }

  private byte[] handle(String functionArn, String event) throws IOException {
    // As Lambda does it, so that a function finds the services of its own jars.
    Thread.currentThread().setContextClassLoader(handler.getClass().getClassLoader());
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    handler.handleRequest(
        new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
        answer,
        new InvocationContext(settings.name(), functionArn, settings.timeout(), settings.log()));
    return answer.toByteArray();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
