package dev.keyturn.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.keyturn.credential.Credential;
import dev.keyturn.rotation.Step;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import dev.keyturn.testkit.FaultProxy.Fate;
import dev.keyturn.testkit.FaultProxy.Turn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Looks for every password, and for a canary that each secret has besides, in all that is said
 * while rotations succeed and fail: what the process prints and logs, exceptions with their causes,
 * records, the server's own log, the arguments of all processes, and files.
 *
 * <p>Every other test looks at what it heard itself, too.
 */
final class Leaks<C extends Credential<C>> {

  /** How deep below the working and the temporary directory files are looked for, and how long. */
  private static final int DEPTH = 2;

  private static final long LONGEST = 1 << 22;

  private final RotatorContract<C> contract;
  private final Cases cases;
  private final Instant start = Instant.now();

  Leaks(RotatorContract<C> contract, Cases cases) {
    this.contract = contract;
    this.cases = cases;
  }

  Cases cases() throws Exception {
    cases.add("two rotations that succeed", this::succeeds);
    cases.add("nothing logs in", this::nothingLogsIn);
    cases.add("the service is away", this::away);
    for (Turn turn : turnsOfSetSecret()) {
      cases.add("setSecret fails at " + turn, () -> fails(turn));
    }
    return cases;
  }

  private List<Turn> turnsOfSetSecret() throws Exception {
    try (Trial<C> trial = contract.trial()) {
      VersionId version = trial.begin();
      trial.succeed(Step.CREATE_SECRET, version);
      trial.revive();
      trial.succeed(Step.SET_SECRET, version);
      return trial.proxy().answered();
    }
  }

  private void succeeds() throws Exception {
    try (Trial<C> trial = contract.trial()) {
      trial.rotate();
      trial.rotate();
      trial.assertCanarySurvived();
      trial.assertWellBehaved();
      assertSilence(trial.sensitive());
    }
  }

  private void nothingLogsIn() throws Exception {
    try (Trial<C> trial = contract.trial()) {
      VersionId version = trial.begin();
      trial.succeed(Step.CREATE_SECRET, version);
      contract.secret(trial.account().withPassword("ByHand"));
      for (Step step : List.of(Step.SET_SECRET, Step.TEST_SECRET)) {
        trial.run(step, version);
      }
      trial.login(
          trial.credential(StagingLabel.CURRENT).orElseThrow().withPassword(wrong()), Trial.STEP);
      trial.assertNothingLeaked();
      assertSilence(trial.sensitive());
    }
  }

  private static SecretText wrong() {
    return SecretText.of("a wrong one");
  }

  private void away() throws Exception {
    try (Trial<C> trial = contract.trial()) {
      VersionId version = trial.begin();
      trial.succeed(Step.CREATE_SECRET, version);
      trial.proxy().cut();
      for (Step step : List.of(Step.SET_SECRET, Step.TEST_SECRET)) {
        trial.run(step, version);
      }
      trial.assertNothingLeaked();
      assertSilence(trial.sensitive());
    }
  }

  private void fails(Turn turn) throws Exception {
    try (Trial<C> trial = contract.trial()) {
      VersionId version = trial.begin();
      trial.succeed(Step.CREATE_SECRET, version);
      trial.revive();
      trial.proxy().tap((at, moment) -> at.equals(turn) ? Fate.RESET : Fate.PASS);
      trial.run(Step.SET_SECRET, version);
      trial.assertNothingLeaked();
      assertSilence("the server's log", contract.serverLog(), trial.sensitive());
    }
  }

  private void assertSilence(Set<String> sensitive) throws IOException {
    assertSilence("the server's log", contract.serverLog(), sensitive);
    ProcessHandle.allProcesses()
        .forEach(
            process ->
                assertSilence(
                    "the arguments of process " + process.pid(),
                    process.info().commandLine().orElse(""),
                    sensitive));
    for (String folder : List.of("java.io.tmpdir", "user.dir")) {
      for (Path file : files(Path.of(System.getProperty(folder)))) {
        assertSilence(file.toString(), text(file), sensitive);
      }
    }
  }

  private static void assertSilence(String where, String text, Set<String> sensitive) {
    for (String each : sensitive) {
      assertFalse(text.contains(each), () -> "a secret value is in " + where);
    }
  }

  /** Those that were written since; others come and go meanwhile. */
  private List<Path> files(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        folder,
        Set.of(),
        DEPTH,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
            boolean isNew = facts.lastModifiedTime().toInstant().isAfter(start);
            if (isNew && facts.isRegularFile() && facts.size() < LONGEST) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  /** A file may be gone again. */
  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
