package dev.keyturn.rotators;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One server for all test classes of a JVM: the first that asks for it starts it, and it stops with
 * the JVM, which every server of {@code dev.keyturn.cli} sees to itself. JUnit's stores would end
 * it with every class, since surefire begins a run of JUnit's for each.
 *
 * <p>A class finds what those before it have left in the server, so that tests take names that no
 * other has. What they get is the server as it is from then on.
 *
 * @param <S> the server
 * @param <V> what tests see of it
 */
public abstract class SharedServer<S, V> implements ParameterResolver {

  /** What a test sees of a server, from now on. */
  @FunctionalInterface
  public interface View<S, V> {
    V of(S server) throws IOException;
  }

  private final FutureTask<S> server;
  private final Class<V> type;
  private final View<S, V> view;

  /**
   * For subclasses.
   *
   * @param server of a static field, as JUnit makes an extension for every class
   * @param type the parameters that are resolved
   * @param view makes their value
   */
  protected SharedServer(FutureTask<S> server, Class<V> type, View<S, V> view) {
    this.server = server;
    this.type = type;
    this.view = view;
  }

  @Override
  public final boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(type);
  }

  @Override
  public final V resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // Does nothing but the first time; whether that fails, everybody hears.
    server.run();
    try {
      return view.of(server.get());
    } catch (ExecutionException e) {
      throw new ParameterResolutionException(String.valueOf(e.getCause()), e);
    } catch (IOException e) {
      throw new ParameterResolutionException("the server's log cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ParameterResolutionException("interrupted while the server starts", e);
    }
  }
}
