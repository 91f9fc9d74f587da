package dev.keyturn.local.functions;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The command of a runtime interface client that is not of this project, in Lambda's environment.
 */
final class RuntimeCommand implements ChildCommand {

  private final List<String> words;
  private final Path directory;
  private final FunctionSettings settings;

  RuntimeCommand(FunctionTarget.Command target, FunctionSettings settings) {
    this.words = target.words();
    this.directory =
        (target.directory() == null ? Path.of("") : target.directory()).toAbsolutePath();
    this.settings = settings;
    check();
  }

  @Override
  public ProcessBuilder forRegion(String region, SandboxKeys keys) {
    ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
    // Clients of all languages take the handler as their last argument.
    String handler = words.get(words.size() - 1);
    SandboxVariables.put(builder.environment(), handler, directory, settings, region, keys);
    return builder;
  }

  private void check() {
    if (!Files.isDirectory(directory)) {
      throw new IllegalArgumentException(
          "function %s: there is no directory %s".formatted(settings.name(), directory));
    }
    String program = words.get(0);
    if (program.contains("/")) {
      if (!Files.isExecutable(directory.resolve(program))) {
        throw new IllegalArgumentException(
            "function %s: there is no program %s in %s"
                .formatted(settings.name(), program, directory));
      }
    } else if (!onPath(program)) {
      throw new IllegalArgumentException(
          ("function %s: there is no program %s on the PATH; install it, or give its path (a"
                  + " command is run without a shell)")
              .formatted(settings.name(), program));
    }
  }

  private static boolean onPath(String program) {
    String path = String.valueOf(System.getenv("PATH"));
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
  }

  @Override
  public void close() {
    // Nothing was made for the processes.
  }
}
