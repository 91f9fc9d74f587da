package dev.keyturn.local.template;

import dev.keyturn.local.functions.FunctionTarget;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a function's code is, and how it is run.
 *
 * @param resource the function
 */
record TemplateCode(FunctionResource resource) {

  /** Why it cannot run here, whatever is installed. */
  Optional<String> unsupported() {
    if (text("PackageType").equals("Image")) {
      return Optional.of("it is an image");
    }
    String runtime = text("Runtime");
    if (!runtime.startsWith("java") && !runtime.startsWith("python")) {
      return Optional.of("its runtime is '%s', neither Java nor Python".formatted(runtime));
    }
    boolean elsewhere =
        resource.property("InlineCode") != null
            || resource.property(property()) instanceof Map<?, ?>
            || text(property()).startsWith("s3:");
    return elsewhere ? Optional.of("its code is not in a directory") : Optional.empty();
  }

  FunctionTarget target() {
    String handler = text("Handler");
    if (handler.isEmpty()) {
      throw resource.place("Handler").wrong("is missing");
    }
    Path code = code();
    if (text("Runtime").startsWith("java")) {
      return new FunctionTarget.ChildProcess(javaCode(code, handler), handler);
    }
    return new PythonClient("python3").target(resource, code, handler);
  }

  private Path code() {
    String uri = text(property());
    Path directory = resource.directory().resolve(uri.isEmpty() ? "." : uri).normalize();
    if (!Files.exists(directory)) {
      throw resource
          .place(property())
          .wrong(
              "is %s, which does not exist. Build it, for instance with sam build"
                  .formatted(directory));
    }
    return directory;
  }

  /** A source directory has no classes; then Keyturn's own are meant, if it is one of them. */
  private @Nullable Path javaCode(Path code, String handler) {
    String file = handler.replaceFirst("::.*$", "").replace('.', '/') + ".class";
    if (Files.isRegularFile(code) || Files.exists(code.resolve(file)) || hasJars(code)) {
      return code;
    }
    if (TemplateCode.class.getResource("/" + file) != null) {
      return null;
    }
    throw resource
        .place(property())
        .wrong(
            "is %s, which has neither %s nor a jar in lib. Build it with sam build"
                .formatted(code, file));
  }

  private static boolean hasJars(Path code) {
    Path lib = code.resolve("lib");
    if (!Files.isDirectory(lib)) {
      return false;
    }
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(lib, "*.jar")) {
      return jars.iterator().hasNext();
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + lib, e);
    }
  }

  private String property() {
    return resource.serverless() ? "CodeUri" : "Code";
  }

  private String text(String name) {
    return resource.text(name).orElse("");
  }
}
