package dev.keyturn.local.functions;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directory as {@code /var/task} has it: classes at its root, jars in {@code lib}; or the jar
 * that would be unpacked there.
 */
final class TaskDirectory {

  private TaskDirectory() {}

  /** Its class path; jars in the order of their names, so that it is the same every time. */
  static List<Path> classPath(Path directory) {
    if (Files.isRegularFile(directory)) {
      return List.of(directory);
    }
    if (!Files.isDirectory(directory)) {
      throw new IllegalArgumentException("there is no directory " + directory);
    }
    List<Path> entries = new ArrayList<>();
    entries.add(directory);
    Path lib = directory.resolve("lib");
    if (Files.isDirectory(lib)) {
      try (DirectoryStream<Path> jars = Files.newDirectoryStream(lib, "*.jar")) {
        List<Path> found = new ArrayList<>();
        jars.forEach(found::add);
        found.sort(null);
        entries.addAll(found);
      } catch (IOException e) {
        throw new IllegalArgumentException("cannot read " + lib, e);
      }
    }
    return entries;
  }

  /** Where a function finds itself: in the directory, or beside the jar. */
  static Path root(@Nullable Path directory) {
    Path absolute = (directory == null ? Path.of("") : directory).toAbsolutePath();
    Path parent = absolute.getParent();
    return Files.isRegularFile(absolute) && parent != null ? parent : absolute;
  }

  /** Keyturn's own classes come from this JVM, so that a handler is the handler that it knows. */
  static ClassLoader loader(@Nullable Path directory) {
    ClassLoader own = TaskDirectory.class.getClassLoader();
    if (directory == null) {
      return own;
    }
    URL[] urls = classPath(directory).stream().map(TaskDirectory::url).toArray(URL[]::new);
    return new URLClassLoader(urls, own);
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("no class path entry: " + path, e);
    }
  }
}
