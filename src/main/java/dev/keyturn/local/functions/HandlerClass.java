package dev.keyturn.local.functions;

import dev.keyturn.RotationHandler;
import java.lang.reflect.InvocationTargetException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Constructs a handler as Lambda does: by its class's name. */
record HandlerClass(FunctionTarget.InProcess target, String function)
    implements Supplier<RotationHandler<?, ?>> {

  @Override
  public RotationHandler<?, ?> get() {
    String name = target.className();
    try {
      Class<?> type = Class.forName(name, true, TaskDirectory.loader(target.directory()));
      if (RotationHandler.class.isAssignableFrom(type)) {
        return (RotationHandler<?, ?>) type.getConstructor().newInstance();
      }
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      throw refused("class %s or one that it needs is not found: %s", name, e.getMessage(), e);
    } catch (NoSuchMethodException e) {
      throw refused("class %s has no public constructor without parameters%s", name, "", e);
    } catch (InvocationTargetException e) {
      throw refused("the constructor of %s threw %s", name, String.valueOf(e.getCause()), e);
    } catch (ReflectiveOperationException e) {
      throw refused("class %s cannot be constructed: %s", name, e.getMessage(), e);
    }
    throw new IllegalArgumentException(
        "function %s: class %s is no %s; run other functions with process:"
            .formatted(function, name, RotationHandler.class.getName()));
  }

  private IllegalArgumentException refused(
      String format, String name, @Nullable String what, Throwable e) {
    return new IllegalArgumentException(
        "function " + function + ": " + format.formatted(name, what), e);
  }
}
