package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Errors that operations answer instead of doing their work, so that what a client does about them
 * can be tried. Thread-safe.
 */
public final class Faults {

  /** Every operation does its work. */
  public static final Faults NONE = new Faults(List.of());

  /**
   * An error to come.
   *
   * @param operation which operation answers it
   * @param secret the name of the only secret that is concerned, or null for all
   * @param error the answer
   * @param times how many requests get it
   */
  public record Fault(String operation, @Nullable String secret, ApiException error, int times) {}

  private final Map<String, List<Pending>> byOperation;

  /**
   * Takes errors; those of one operation come in their order.
   *
   * @param faults the errors
   */
  public Faults(List<Fault> faults) {
    byOperation =
        faults.stream()
            .map(Pending::new)
            .collect(Collectors.groupingBy(pending -> pending.fault().operation()));
  }

  /**
   * Puts the errors before operations.
   *
   * @param operations by their names
   * @return the operations, each answering its errors first
   */
  public Map<String, Operation> before(Map<String, Operation> operations) {
    return operations.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> before(e.getKey(), e.getValue())));
  }

  private Operation before(String name, Operation operation) {
    List<Pending> faults = byOperation.get(name);
    return faults == null ? operation : new Faulty(faults, operation);
  }

  private record Pending(Fault fault, AtomicInteger left) {

    Pending(Fault fault) {
      this(fault, new AtomicInteger(fault.times()));
    }

    boolean strikes(Parameters request) {
      return concerns(request) && left.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    private boolean concerns(Parameters request) {
      String name = fault.secret();
      if (name == null) {
        return true;
      }
      String id = request.text("SecretId").or(() -> request.text("Name")).orElse("");
      return names(id, name);
    }

    private static boolean names(String id, String name) {
      return id.equals(name)
          || id.matches("arn:.*:secret:" + Pattern.quote(name) + "(-[A-Za-z0-9]{6})?");
    }
  }

  private record Faulty(List<Pending> faults, Operation operation) implements Operation {

    @Override
    public Map<String, Object> answer(Scope scope, Parameters request) {
      strike(request);
      return operation.answer(scope, request);
    }

    @Override
    public Map<String, Object> answer(Scope scope, Parameters request, Permission permission) {
      strike(request);
      return operation.answer(scope, request, permission);
    }

    private void strike(Parameters request) {
      for (Pending pending : faults) {
        if (pending.strikes(request)) {
          throw pending.fault().error();
        }
      }
    }
  }
}
