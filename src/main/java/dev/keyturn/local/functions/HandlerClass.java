package dev.keyturn.local.functions;

import dev.keyturn.RotationHandler;
import java.lang.reflect.InvocationTargetException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Constructs a handler as Lambda does: by its class's name. */
record HandlerClass(FunctionTarget.InProcess target, String origin)
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
      throw notFound(name, e);
    } catch (NoSuchMethodException e) {
      throw refused("class %s has no public constructor without parameters%s", name, "", e);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof NoClassDefFoundError missing) {
        throw notFound(name, missing);
      }
      throw refused("the constructor of %s threw %s", name, String.valueOf(e.getCause()), e);
    } catch (ReflectiveOperationException e) {
      throw refused("class %s cannot be constructed: %s", name, e.getMessage(), e);
    }
    throw new IllegalArgumentException(
        "%s: class %s is no %s; run other functions with process:"
            .formatted(origin, name, RotationHandler.class.getName()));
  }

  private IllegalArgumentException notFound(String name, Throwable missing) {
    return refused(
        "class %s or one that it needs is not found: %s", name, missing.getMessage(), missing);
  }

  private IllegalArgumentException refused(
      String format, String name, @Nullable String what, Throwable e) {
    return new IllegalArgumentException(origin + ": " + format.formatted(name, what), e);
  }
}
