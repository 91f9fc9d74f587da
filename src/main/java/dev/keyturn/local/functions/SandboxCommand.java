package dev.keyturn.local.functions;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/** The command line and environment of a child JVM, both as Lambda's managed runtime has them. */
final class SandboxCommand implements ChildCommand {

  /** From this release on, a JVM warns of native code that it was not told of. */
  private static final int NATIVE_ACCESS_IS_CHECKED = 22;

  private final FunctionTarget.ChildProcess target;
  private final FunctionSettings settings;
  private final String classPath;
  private final NativeLibrary library;

  SandboxCommand(FunctionTarget.ChildProcess target, FunctionSettings settings) {
    this.target = target;
    this.settings = settings;
    this.classPath = classPath();
    this.library = NativeLibrary.unpack();
  }

  @Override
  public ProcessBuilder forRegion(String region, SandboxKeys keys) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    // Whatever the locale, since the log is read as UTF-8; the first is for JDK 17.
    command.addAll(List.of("-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8"));
    command.add("-Dstderr.encoding=UTF-8");
    if (Runtime.version().feature() >= NATIVE_ACCESS_IS_CHECKED) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(library.options());
    command.addAll(List.of("-cp", classPath, runtimeClient(), target.handler()));
    ProcessBuilder builder = new ProcessBuilder(command);
    Path root = TaskDirectory.root(target.directory());
    builder.directory(root.toFile());
    SandboxVariables.put(builder.environment(), target.handler(), root, settings, region, keys);
    builder
        .environment()
        .putIfAbsent("AWS_EXECUTION_ENV", "AWS_Lambda_java" + Runtime.version().feature());
    return builder;
  }

  @Override
  public void close() {
    library.close();
  }

  /** AWS's runtime interface client has native code for Linux only. */
  static String runtimeClient() {
    String asked = System.getProperty("keyturn.runtime.client", "");
    boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    return asked.equals("own") || !linux
        ? RuntimeClient.class.getName()
        : AWSLambda.class.getName();
  }

  private String classPath() {
    Path directory = target.directory();
    Set<Path> entries = new LinkedHashSet<>();
    if (directory == null) {
      Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
          .map(Path::of)
          .forEach(entries::add);
    } else {
      entries.addAll(TaskDirectory.classPath(directory.toAbsolutePath()));
    }
    checkHandler(entries, directory);
    entries.addAll(runtimeJars());
    return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  /** Only what the client itself needs, so that nothing a function lacks is lent to it. */
  private static Set<Path> runtimeJars() {
    List<Class<?>> needed =
        runtimeClient().equals(RuntimeClient.class.getName())
            ? List.of(
                RuntimeClient.class, RequestStreamHandler.class, JSON.class, JsonFactory.class)
            : List.of(
                AWSLambda.class,
                PojoSerializer.class,
                RequestStreamHandler.class,
                SdkInternalThreadLocal.class);
    return needed.stream()
        .map(SandboxCommand::source)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Path source(Class<?> type) {
    CodeSource source = Objects.requireNonNull(type.getProtectionDomain().getCodeSource());
    try {
      return Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("no path: " + source.getLocation(), e);
    }
  }

  private void checkHandler(Set<Path> entries, @Nullable Path directory) {
    URL[] urls =
        entries.stream().filter(Files::exists).map(SandboxCommand::url).toArray(URL[]::new);
    try (URLClassLoader loader = new URLClassLoader(urls, null)) {
      if (loader.findResource(target.className().replace('.', '/') + ".class") == null) {
        throw new IllegalArgumentException(
            "function %s: class %s is not found in %s"
                .formatted(
                    settings.name(),
                    target.className(),
                    directory == null ? "Keyturn's own classes" : directory));
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + directory, e);
    }
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (java.net.MalformedURLException e) {
      throw new IllegalArgumentException("no class path entry: " + path, e);
    }
  }
}
