package dev.keyturn.cli.demo;

import dev.keyturn.local.events.RotationEventName;
import dev.keyturn.local.events.ServiceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The classes that a function loads, by the JVM's own log, in a process and a rotation of its own.
 */
record LoadedClasses(List<Line> lines) {

  /**
   * A class that was read from a file or an archive, so that another process can load it by name.
   */
  record Line(String name, boolean ofJava) {}

  /** Before it is constructed there is the runtime interface client. */
  private static final String FIRST = "dev.keyturn.RotationHandler";

  private static final Pattern ENTRY =
      Pattern.compile("\\[class,load\\] (\\S+) source: (jrt:|file:|shared objects file).*");

  /** Made by the JVM itself for a lambda or a proxy, even if an archive holds them. */
  private static final Pattern MADE =
      Pattern.compile("0x|\\$\\$Lambda|LambdaForm|\\$Proxy|Species_");

  private static final Pattern JAVA = Pattern.compile("(java|javax|jdk|sun|com\\.sun)\\..*");

  static LoadedClasses by(DemoEngine engine, DemoStrategy strategy, Path folder)
      throws IOException, InterruptedException {
    Path log = folder.resolve(engine + "-" + strategy + ".log");
    String option = "-Xlog:class+load:file=" + log + ":tags:filecount=0";
    try (Stage stage = Stage.build(engine, strategy, Map.of("JAVA_TOOL_OPTIONS", option))) {
      rotate(stage);
    }
    return new LoadedClasses(
        Files.readAllLines(log).stream()
            .map(ENTRY::matcher)
            .filter(Matcher::matches)
            .map(matcher -> matcher.group(1))
            .dropWhile(name -> !name.equals(FIRST))
            .filter(Predicate.not(MADE.asPredicate()))
            .map(name -> new Line(name, JAVA.matcher(name).matches()))
            .toList());
  }

  private static void rotate(Stage stage) throws InterruptedException {
    stage
        .client()
        .rotateSecret(r -> r.secretId(Stage.SECRET).rotationLambdaARN(Stage.FUNCTION_ARN));
    ServiceEvent event;
    do {
      event = stage.feed().next();
    } while (!(event instanceof ServiceEvent.Rotation rotation
        && rotation.state() == RotationEventName.ROTATION_SUCCEEDED));
  }

  TreeSet<String> names() {
    TreeSet<String> names = new TreeSet<>();
    lines.forEach(line -> names.add(line.name()));
    return names;
  }

  TreeSet<String> namesOfLibraries() {
    TreeSet<String> names = new TreeSet<>();
    lines.stream().filter(line -> !line.ofJava()).forEach(line -> names.add(line.name()));
    return names;
  }
}
