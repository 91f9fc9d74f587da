package dev.keyturn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher, in a copy of the project, with a JDK and a Maven that write down how they were
 * called, and nothing else on the PATH than the tools of POSIX.
 */
@Timeout(60)
class LauncherTest {

  private static final String INSTALL_JDK =
      "Install a JDK 17 or newer (Debian: apt install openjdk-17-jdk-headless; Fedora: dnf install"
          + " java-21-openjdk-devel; macOS: brew install openjdk@21).";
  private static final String INSTALL_MAVEN =
      "Install Maven 3.8 or newer (Debian: apt install maven; Fedora: dnf install maven; macOS: brew"
          + " install maven).";
  private static final String PROGRESS =
      "keyturn: building, once (the first time also downloads what it needs) ...\n";

  @TempDir Path directory;
  private Path project;
  private Path jdk;
  private Path bin;
  private Path tools;
  private Path calls;

  /** How a start of the launcher ended, and what it wrote. */
  private record Result(int code, String out, String err) {}

  @BeforeEach
  void copyTheProject() throws IOException {
    // Everything stands in folders with a space in their names.
    project = Files.createDirectories(directory.resolve("my project"));
    Files.copy(Path.of("keyturn"), project.resolve("keyturn"));
    executable(project.resolve("keyturn"));
    Files.writeString(project.resolve("pom.xml"), "<project/>");
    Files.createDirectories(project.resolve(".mvn"));
    Files.createDirectories(project.resolve("src/main/java"));
    Files.writeString(project.resolve("src/main/java/A.java"), "class A {}");
    bin = Files.createDirectories(directory.resolve("a bin"));
    tools = Files.createDirectories(directory.resolve("tools"));
    for (String tool :
        List.of(
            "sed",
            "find",
            "head",
            "tail",
            "cat",
            "dirname",
            "readlink",
            "mkdir",
            "rmdir",
            "rm",
            "mv",
            "cp",
            "cmp",
            "sleep")) {
      script(tools.resolve(tool), "exec %s \"$@\"".formatted(which(tool)));
    }
    calls = directory.resolve("calls");
    jdk = Files.createDirectories(directory.resolve("a jdk"));
    release("17.0.15");
    script(
        jdk.resolve("bin/java"),
        """
        for argument; do printf '%s\\n' "$argument"; done
        """);
    script(jdk.resolve("bin/javac"), "exit 1");
    Files.createSymbolicLink(bin.resolve("java"), jdk.resolve("bin/java"));
    maven("");
  }

  @Test
  void buildsOnceAndHandsEveryArgumentOn() throws Exception {
    Result first = start("rotate", "a secret", "", "--json", "*", "it's \"quoted\" $HOME");

    assertThat(first.code()).isZero();
    assertThat(first.err()).isEqualTo(PROGRESS);
    assertThat(first.out().lines())
        .containsExactly(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Dio.netty.jfr.enabled=false",
            "-cp",
            project.resolve("target/launcher/keyturn.jar") + ":" + jar("one") + ":" + jar("two"),
            "dev.keyturn.cli.Keyturn",
            "rotate",
            "a secret",
            "",
            "--json",
            "*",
            "it's \"quoted\" $HOME");
    assertThat(calls())
        .containsExactly(
            "-q -B -Dkeyturn.launcher process-classes jar:jar dependency:build-classpath -Dmdep.outputFile="
                + project.resolve("target/keyturn.classpath")
                + " -Dmdep.includeScope=compile in "
                + project);

    Files.delete(bin.resolve("mvn"));
    Files.delete(jdk.resolve("bin/javac"));
    Result second = start("status");
    assertThat(second.code()).isZero();
    assertThat(second.err()).as("nothing is built, nothing is needed").isEmpty();
    assertThat(second.out()).endsWith("dev.keyturn.cli.Keyturn\nstatus\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"changed source", "new source", "deleted source", "pom", "jar", "own jar"})
  void buildsAgainWhenSomethingChanged(String what) throws Exception {
    Files.writeString(project.resolve("src/main/java/B.java"), "class B {}");
    try (Stream<Path> files = Files.walk(project)) {
      for (Path file : files.toList()) {
        touch(file, Instant.now().minusSeconds(4));
      }
    }
    start("status");
    // A change within one tick of the file system's clock would be none.
    touch(project.resolve("target/keyturn.stamp"), Instant.now().minusSeconds(2));
    assertThat(start("status").err()).isEmpty();

    switch (what) {
      case "changed source" -> Files.writeString(project.resolve("src/main/java/A.java"), "// new");
      case "new source" -> Files.writeString(project.resolve("src/main/java/C.java"), "class C {}");
      case "deleted source" -> Files.delete(project.resolve("src/main/java/B.java"));
      case "pom" -> Files.writeString(project.resolve("pom.xml"), "<project></project>");
      case "jar" -> Files.delete(jar("two"));
      default -> Files.delete(project.resolve("target/launcher/keyturn.jar"));
    }

    assertThat(start("status").err()).isEqualTo(PROGRESS);
    assertThat(start("status").err()).isEmpty();
    assertThat(calls()).hasSize(2);
  }

  @Test
  void everyJvmKeepsItsOwnClassesOfAStart() throws Exception {
    Path archive = project.resolve("target/launcher/keyturn.jsa");
    Path log = archivingJvm();
    String classes =
        project.resolve("target/launcher/keyturn.jar") + ":" + jar("one") + ":" + jar("two");
    String list = project.resolve("target/launcher/keyturn.classlist").toString();
    List<String> made =
        List.of(
            "-XX:+UseSerialGC -Dio.netty.jfr.enabled=false -XX:DumpLoadedClassList=%s -cp %s dev.keyturn.cli.TrainingRun"
                .formatted(list, classes),
            "-XX:+UseSerialGC -Dio.netty.jfr.enabled=false -Xshare:dump -XX:SharedClassListFile=%s -XX:SharedArchiveFile=%s.new -cp %s"
                .formatted(list, archive, classes));

    assertThat(start("status").out().lines().toList())
        .containsSubsequence("-Xlog:disable", "-XX:SharedArchiveFile=" + archive, "-cp", classes);
    assertThat(Files.readAllLines(log)).isEqualTo(made);
    start("status");
    assertThat(Files.readAllLines(log)).as("made once").isEqualTo(made);

    release("17.0.16");
    assertThat(start("status").err()).isEmpty();
    assertThat(Files.readAllLines(log)).as("made again for another JVM").hasSize(4);

    project = Files.move(project, directory.resolve("elsewhere"));
    assertThat(start("status").err()).isEmpty();
    assertThat(Files.readAllLines(log)).as("made again in another place").hasSize(6);
    assertThat(calls()).as("which needs no build").hasSize(1);
  }

  @Test
  void aJvmThatKeepsNoClassesIsAskedOnce() throws Exception {
    Path log = archivingJvm();
    Files.writeString(log.resolveSibling("refuses"), "");

    for (int i = 0; i < 2; i++) {
      Result result = start("status");
      assertThat(result.code()).isZero();
      assertThat(result.out()).doesNotContain("SharedArchiveFile").endsWith("status\n");
    }

    assertThat(Files.readAllLines(log)).hasSize(2);
  }

  /** A JVM that writes down how it is asked for an archive, and makes one unless it refuses. */
  private Path archivingJvm() throws IOException {
    Path log = directory.resolve("archives");
    script(
        jdk.resolve("bin/java"),
        """
        case $3 in
          -XX:DumpLoadedClassList=*) echo "$*" >>"%1$s" ;;
          -Xshare:dump)
            echo "$*" >>"%1$s"
            [ ! -f "%2$s" ] || exit 1
            : >"${5#*=}"
            ;;
          *) for argument; do printf '%%s\\n' "$argument"; done ;;
        esac
        """
            .formatted(log, log.resolveSibling("refuses")));
    return log;
  }

  @Test
  void theServerAloneGetsTheBetterCompiler() throws Exception {
    assertThat(start("status").out().lines()).contains("-XX:TieredStopAtLevel=1");
    assertThat(start("serve").out().lines()).doesNotContain("-XX:TieredStopAtLevel=1");
  }

  @Test
  void addsLessThanATenthOfASecondWhenNothingChanged() throws Exception {
    for (int i = 0; i < 400; i++) {
      Files.writeString(project.resolve("src/main/java/Class" + i + ".java"), "class A {}");
    }
    start("status");
    Duration best = Duration.ofDays(1);
    for (int i = 0; i < 10; i++) {
      Instant start = Instant.now();
      assertThat(start("status").err()).isEmpty();
      Duration time = Duration.between(start, Instant.now());
      best = time.compareTo(best) < 0 ? time : best;
    }

    assertThat(best).isLessThan(Duration.ofMillis(100));
  }

  @Test
  void withoutJavaItSaysWhatToInstall() throws Exception {
    Files.delete(bin.resolve("java"));

    assertThat(start("status"))
        .isEqualTo(new Result(1, "", "keyturn: no java is on the PATH. " + INSTALL_JDK + "\n"));
  }

  @ParameterizedTest
  @CsvSource({"11.0.21, 11", "1.8.0_392, 8", "16, 16"})
  void anOlderJdkIsRefused(String release, String version) throws Exception {
    release(release);

    assertThat(start("status"))
        .isEqualTo(
            new Result(
                1,
                "",
                "keyturn: %s is Java %s. %s\n"
                    .formatted(bin.resolve("java"), version, INSTALL_JDK)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "openjdk version \"11.0.21\" 2023-10-17 | 11",
        "java version \"1.8.0_392\" | 8",
        "The operation couldn't be completed. Unable to locate a Java Runtime. | of an unknown version",
      })
  void withoutAReleaseFileTheJvmIsAsked(String answer, String version) throws Exception {
    Files.delete(jdk.resolve("release"));
    script(
        jdk.resolve("bin/java"),
        """
        echo 'Picked up JAVA_TOOL_OPTIONS: -Dversion="99"' >&2
        cat >&2 <<END
        %s
        END
        """
            .formatted(answer));

    assertThat(start("status").err())
        .isEqualTo(
            "keyturn: %s is Java %s. %s\n".formatted(bin.resolve("java"), version, INSTALL_JDK));
  }

  @Test
  void javaHomeGoesFirst() throws Exception {
    Files.delete(bin.resolve("java"));

    assertThat(start(List.of("JAVA_HOME=" + jdk), "status").code()).isZero();
    assertThat(start(List.of("JAVA_HOME=" + tools), "status"))
        .isEqualTo(
            new Result(
                1,
                "",
                "keyturn: JAVA_HOME is %s, which has no bin/java. Correct it, or unset it to use the java on the PATH.\n"
                    .formatted(tools)));
  }

  @Test
  void aJreIsNoJdk() throws Exception {
    Files.delete(jdk.resolve("bin/javac"));

    assertThat(start("status"))
        .isEqualTo(
            new Result(
                1,
                "",
                "keyturn: %s has no compiler beside it, so it is no JDK. %s\n"
                    .formatted(bin.resolve("java"), INSTALL_JDK)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "test"})
  void withoutMavenItSaysWhatToInstall(String command) throws Exception {
    Files.delete(bin.resolve("mvn"));

    assertThat(start(command))
        .isEqualTo(new Result(1, "", "keyturn: no mvn is on the PATH. " + INSTALL_MAVEN + "\n"));
  }

  @Test
  void aFailedBuildShowsItsLastLinesAndIsTriedAgain() throws Exception {
    maven("echo '[ERROR] cannot be resolved'; exit 1");

    Result failed = start("status");

    assertThat(failed)
        .isEqualTo(
            new Result(
                1,
                "",
                (PROGRESS
                        + "[ERROR] cannot be resolved\nkeyturn: the build failed; the whole log is %s."
                        + " Without a network, run it once where there is one.\n")
                    .formatted(project.resolve("target/keyturn-build.log"))));
    assertThat(project.resolve("target/keyturn.lock")).doesNotExist();
    maven("");
    assertThat(start("status").code()).isZero();
    assertThat(calls()).hasSize(2);
  }

  @Test
  void aTargetThatCannotBeWrittenIsSaidToBe() throws Exception {
    String line =
        "keyturn: cannot write to %s. Make the folder writable, free space on its disk, or clone to another place.\n"
            .formatted(project.resolve("target"));
    Files.writeString(project.resolve("target"), "a file");
    assertThat(start("status")).isEqualTo(new Result(1, "", line));

    // A folder in which not even root makes another.
    Files.delete(project.resolve("target"));
    Files.createSymbolicLink(project.resolve("target"), Path.of("/proc/self"));
    Instant start = Instant.now();
    assertThat(start("status")).isEqualTo(new Result(1, "", line));
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
    Files.delete(project.resolve("target"));
  }

  @Test
  void isFoundThroughLinks() throws Exception {
    Path far = Files.createDirectories(directory.resolve("far away/bin"));
    Files.createSymbolicLink(far.resolve("absolute"), project.resolve("keyturn"));
    Files.createSymbolicLink(far.resolve("relative"), Path.of("absolute"));
    Files.createSymbolicLink(directory.resolve("kt"), Path.of("far away/bin/relative"));

    Result result = run(directory, List.of(), directory.resolve("kt").toString(), "status");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains(project.resolve("target/launcher/keyturn.jar").toString());
    assertThat(run(directory, List.of(), "./kt", "status").code()).isZero();
  }

  @Test
  void startsAtTheSameTimeBuildOnce() throws Exception {
    maven("sleep 1");
    List<Process> starts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      starts.add(process(project, List.of(), project + "/keyturn", "status").start());
    }
    for (Process start : starts) {
      assertThat(start.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(start.exitValue()).isZero();
      assertThat(new String(start.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .endsWith("status\n");
    }

    assertThat(calls()).hasSize(1);
    assertThat(project.resolve("target/keyturn.lock")).doesNotExist();
  }

  @Test
  void theLockOfABuildThatDiedHoldsNobodyUp() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Path lock = Files.createDirectories(project.resolve("target/keyturn.lock"));
    Files.writeString(lock.resolve("pid"), Long.toString(dead.pid()));

    Instant start = Instant.now();
    assertThat(start("status").code()).isZero();

    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
    assertThat(lock).doesNotExist();
  }

  @Test
  void aSignalEndsTheBuildToo() throws Exception {
    maven("echo $$ >\"%s\"; exec sleep 60".formatted(directory.resolve("maven.pid")));
    Process start = process(project, List.of(), project + "/keyturn", "status").start();
    Path pid = directory.resolve("maven.pid");
    Instant deadline = Instant.now().plusSeconds(10);
    while (!Files.exists(pid) || Files.size(pid) == 0) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(10);
    }
    long maven = Long.parseLong(Files.readString(pid).strip());

    start.destroy();

    assertThat(start.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(start.exitValue()).isEqualTo(143);
    ProcessHandle.of(maven)
        .ifPresent(handle -> handle.onExit().orTimeout(5, TimeUnit.SECONDS).join());
    assertThat(project.resolve("target/keyturn.lock")).doesNotExist();
  }

  @Test
  void testIsForMavenAndItsHelpIsNot() throws Exception {
    Result tests = start("test", "-Dtest=A b");
    assertThat(tests.code()).isZero();
    assertThat(calls()).containsExactly("-B verify -Dtest=A b in " + project);

    for (String option : List.of("--help", "-h", "--version")) {
      assertThat(start("test", option).out())
          .endsWith("dev.keyturn.cli.Keyturn\ntest\n" + option + "\n");
    }
  }

  @ParameterizedTest
  @CsvSource({"17.0.15, 0", "21, 0", "22.0.1, 1", "23, 2", "25.0.1, 2"})
  void aJdkGetsNoOptionThatItDoesNotKnow(String release, int options) throws Exception {
    release(release);

    List<String> lines = start("status").out().lines().toList();

    assertThat(lines.contains("--enable-native-access=ALL-UNNAMED")).isEqualTo(options > 0);
    assertThat(lines.contains("--sun-misc-unsafe-memory-access=allow")).isEqualTo(options > 1);
  }

  @Test
  void aPathWithAColonIsRefused() throws Exception {
    Path moved = directory.resolve("a:b");
    Files.move(project, moved);
    project = moved;

    assertThat(start("status"))
        .isEqualTo(
            new Result(
                1,
                "",
                "keyturn: the path %s has a colon, which a class path cannot hold. Move the project.\n"
                    .formatted(moved)));
  }

  private static void touch(Path file, Instant time) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(time));
  }

  private Path jar(String name) {
    return directory.resolve("a repository/" + name + ".jar");
  }

  private void release(String version) throws IOException {
    Files.writeString(
        jdk.resolve("release"),
        "IMPLEMENTOR=\"Example\"\nJAVA_VERSION=\"%s\"\nJAVA_VERSION_DATE=\"2025-04-15\"\n"
            .formatted(version));
  }

  /** A Maven that writes down its arguments, does something more, and builds. */
  private void maven(String more) throws IOException {
    script(
        bin.resolve("mvn"),
        """
        printf '%%s in %%s\\n' "$*" "$PWD" >>"%s"
        %s
        for argument; do
          case $argument in
            -Dmdep.outputFile=*)
              mkdir -p target/launcher "%s"
              : >target/launcher/keyturn.jar
              : >"%s"
              : >"%s"
              printf '%%s' "%s:%s" >"${argument#*=}"
              ;;
          esac
        done
        """
            .formatted(
                calls,
                more,
                jar("one").getParent(),
                jar("one"),
                jar("two"),
                jar("one"),
                jar("two")));
  }

  private List<String> calls() throws IOException {
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file);
    Files.writeString(file, "#!/bin/sh\n" + text);
    executable(file);
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path which(String tool) {
    for (String folder : System.getenv("PATH").split(":", -1)) {
      Path file = Path.of(folder, tool);
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    throw new AssertionError("no " + tool + " is on the PATH");
  }

  private Result start(String... arguments) throws Exception {
    return start(List.of(), arguments);
  }

  private Result start(List<String> variables, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(project + "/keyturn"));
    command.addAll(List.of(arguments));
    return run(project, variables, command.toArray(String[]::new));
  }

  private Result run(Path from, List<String> variables, String... command) throws Exception {
    Path err = Files.createTempFile(directory, "err", "");
    Process process = process(from, variables, command).redirectError(err.toFile()).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), out, Files.readString(err));
  }

  private ProcessBuilder process(Path from, List<String> variables, String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(from.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", bin + ":" + tools);
    for (String variable : variables) {
      String[] parts = variable.split("=", 2);
      builder.environment().put(parts[0], parts[1]);
    }
    return builder;
  }
}
