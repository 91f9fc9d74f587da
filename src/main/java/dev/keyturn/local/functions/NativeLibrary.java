package dev.keyturn.local.functions;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The native part of AWS's runtime interface client, in a file that only this function's processes
 * load. The client itself unpacks it over one fixed file at every start, so that of two processes
 * which start at once on one machine one can crash.
 */
final class NativeLibrary implements AutoCloseable {

  /** Read by the client's {@code JniHelper}. */
  private static final String PROPERTY =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

  private final @Nullable Path file;

  private NativeLibrary(@Nullable Path file) {
    this.file = file;
  }

  /** Unpacks the library for this machine; without one, the client is left to do what it does. */
  static NativeLibrary unpack() {
    try (InputStream resource = AWSLambda.class.getResourceAsStream("/jni/" + name())) {
      if (resource == null) {
        return new NativeLibrary(null);
      }
      Path file = Files.createTempFile("keyturn-runtime-client-", ".so");
      Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
      return new NativeLibrary(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "AWS's runtime interface client cannot be unpacked into the temporary directory: "
              + e.getMessage(),
          e);
    }
  }

  /** What the command line of a process has to say. */
  List<String> options() {
    return file == null ? List.of() : List.of("-D" + PROPERTY + "=" + file);
  }

  private static String name() {
    boolean arm = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT).equals("aarch64");
    String machine = arm ? "aarch64" : "x86_64";
    boolean musl = Files.exists(Path.of("/lib/ld-musl-" + machine + ".so.1"));
    return "libaws-lambda-jni.linux%s-%s.so"
        .formatted(musl ? "_musl" : "", arm ? "aarch_64" : "x86_64");
  }

  @Override
  public void close() {
    if (file == null) {
      return;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It stays in the temporary directory, where it does no harm.
    }
  }
}
