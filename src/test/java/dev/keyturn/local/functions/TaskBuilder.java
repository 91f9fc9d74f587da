package dev.keyturn.local.functions;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/** Builds what {@code sam build} would: a handler at the root, and a jar that it needs in lib. */
final class TaskBuilder {

  private static final String HELPER =
      """
      package example.lib;
      public final class Helper {
        public static String greeting() {
          return "hello from lib";
        }
      }
      """;

  private static final String GREETER =
      """
      package example;
      import com.amazonaws.services.lambda.runtime.*;
      import java.io.*;
      public final class Greeter implements RequestStreamHandler {
        @Override
        public void handleRequest(InputStream input, OutputStream output, Context context) {
          System.out.println("in " + new File("").getAbsolutePath());
          System.out.println("LAMBDA_TASK_ROOT=" + System.getenv("LAMBDA_TASK_ROOT"));
          String name = "dev.keyturn.rotators.postgres.PostgresRotator";
          System.out.println(name + " is " + (there(name) ? "there" : "not there"));
          System.out.println(example.lib.Helper.greeting());
        }
        private static boolean there(String name) {
          return Greeter.class.getResource("/" + name.replace('.', '/') + ".class") != null;
        }
      }
      """;

  /** A rotator whose secret opens a door that its jar knows. */
  private static final String ROTATOR =
      """
      package example;
      import dev.keyturn.RotationHandler;
      import dev.keyturn.credential.*;
      import dev.keyturn.rotation.*;
      import java.util.List;
      public final class LibRotator extends RotationHandler<DatabaseCredential, AutoCloseable> {
        @Override
        public Codec<DatabaseCredential> codec() {
          return DatabaseCredential.codec(new DatabaseDefaults(List.of("door"), 1, "none"));
        }
        @Override
        public LoginResult<AutoCloseable> login(LoginRequest<DatabaseCredential> request) {
          throw new IllegalStateException(example.lib.Helper.greeting());
        }
        @Override
        public void set(SetRequest<DatabaseCredential, AutoCloseable> request) {}
      }
      """;

  private TaskBuilder() {}

  /** Builds {@code example.Greeter}, which uses nothing but Lambda's interfaces. */
  static void greeter(Path directory) throws IOException {
    build(directory, "Greeter", GREETER, interfaces());
  }

  /** Builds {@code example.LibRotator}, a rotator of this framework. */
  static void rotator(Path directory) throws IOException {
    build(directory, "LibRotator", ROTATOR, System.getProperty("java.class.path"));
  }

  private static void build(Path directory, String name, String handler, String classPath)
      throws IOException {
    Path sources = Files.createDirectory(directory.resolve("sources"));
    Path helper = Files.createDirectories(sources.resolve("helper"));
    compile(Files.writeString(sources.resolve("Helper.java"), HELPER), helper, "");
    Path lib = Files.createDirectories(directory.resolve("lib"));
    try (OutputStream file = Files.newOutputStream(lib.resolve("helper.jar"));
        JarOutputStream jar = new JarOutputStream(file)) {
      jar.putNextEntry(new JarEntry("example/lib/Helper.class"));
      Files.copy(helper.resolve("example/lib/Helper.class"), jar);
    }
    compile(
        Files.writeString(sources.resolve(name + ".java"), handler),
        directory,
        helper + File.pathSeparator + classPath);
  }

  private static String interfaces() {
    return RequestStreamHandler.class.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  private static void compile(Path source, Path target, String classPath) {
    int failures =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-d",
                target.toString(),
                "-cp",
                classPath,
                source.toString());
    assertThat(failures).as("compiling %s", source).isZero();
  }
}
