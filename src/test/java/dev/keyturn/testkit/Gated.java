package dev.keyturn.testkit;

import dev.keyturn.credential.Credential;
import dev.keyturn.rotation.CredentialSource;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.ProtectedService;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.testkit.FaultInjector.ProcessDeath;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A store or a rotator with a gate before and after each of its calls.
 *
 * <p>Made by reflection, so that a call that either of them gets one day has its gates too.
 */
final class Gated {

  /** Told of what a rotator was asked and answered; what it throws ends the call. */
  interface Witness {
    void saw(Object request, Object answer);
  }

  private static final Map<String, String> OPERATIONS =
      Map.of(
          "describe", "DescribeSecret",
          "read", "GetSecretValue",
          "put", "PutSecretValue",
          "move", "UpdateSecretVersionStage",
          "deprecated", "ListSecretVersionIds");

  private static final Set<String> READS =
      Set.of("after DescribeSecret", "after GetSecretValue", "after ListSecretVersionIds");

  private Gated() {}

  /** Whether a point follows a call that may have left something behind: what is read has not. */
  static boolean mayHaveChanged(String point) {
    return point.startsWith("after ") && !READS.contains(point);
  }

  static SecretStore store(SecretStore store, Gate gate) {
    return proxy(
        SecretStore.class,
        store,
        gate,
        (method, arguments) -> OPERATIONS.getOrDefault(method, method),
        (request, answer) -> {});
  }

  @SuppressWarnings("unchecked") // The proxy answers what the rotator answers.
  static <C extends Credential<C>, S extends AutoCloseable> ProtectedService<C, S> rotator(
      ProtectedService<C, S> rotator, Gate gate, Witness witness) {
    return proxy(ProtectedService.class, rotator, gate, Gated::deed, witness);
  }

  /** Whatever takes a request does something with the service; the rest are questions. */
  private static String deed(String method, Object[] arguments) {
    return arguments.length == 0 ? "" : method;
  }

  /** What makes credentials is asked to do something, too. */
  private static Object source(Object answer, Gate gate, Witness witness) {
    return answer instanceof CredentialSource<?, ?> source
        ? proxy(CredentialSource.class, source, gate, Gated::deed, witness)
        : answer;
  }

  private static <T> T proxy(
      Class<T> type,
      Object target,
      Gate gate,
      BiFunction<String, Object[], String> names,
      Witness witness) {
    InvocationHandler handler =
        (proxy, method, given) -> {
          Object[] arguments = given == null ? new Object[0] : given;
          String name =
              method.getDeclaringClass() == Object.class
                  ? ""
                  : names.apply(method.getName(), arguments);
          if (name.isEmpty()) {
            Object answer = call(target, method, arguments);
            return answer instanceof Optional<?> found
                ? found.map(each -> source(each, gate, witness))
                : answer;
          }
          gate.at("before " + name);
          Object answer = null;
          try {
            answer = call(target, method, arguments);
            if (answer != null) {
              witness.saw(arguments[0], answer);
            }
            return answer;
          } finally {
            leave(gate, name, answer);
          }
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /** With a process end its sessions. */
  private static void leave(Gate gate, String name, @Nullable Object answer) {
    try {
      gate.at("after " + name);
    } catch (ProcessDeath e) {
      if (answer instanceof LoginResult.Accepted<?> accepted) {
        close(accepted.session(), e);
      }
      throw e;
    }
  }

  private static void close(AutoCloseable session, ProcessDeath death) {
    try {
      session.close();
    } catch (Exception e) {
      death.addSuppressed(e);
    }
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
