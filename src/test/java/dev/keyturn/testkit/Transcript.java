package dev.keyturn.testkit;

import dev.keyturn.RotationEnvironment;
import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Credential;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.RotationListener;
import dev.keyturn.rotation.Step;
import dev.keyturn.rotation.StepReport;
import dev.keyturn.secret.SecretDescription;
import dev.keyturn.secret.SecretStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.opentest4j.AssertionFailedError;

/**
 * Tells a rotation in prose, line by line: the calls, the labels, the logins and how each step
 * ended. It is compared with a file, so that a change of what a rotation does shows in a diff.
 *
 * <p>No secret value gets into it. Ids are named in the order in which they occur (version 1,
 * version 2), and secrets by their names, so that it reads the same each time. Not thread-safe.
 */
public final class Transcript implements RotationListener {

  /** The system property that, when it is {@code true}, writes transcripts instead of comparing. */
  public static final String REWRITE = "keyturn.transcripts.rewrite";

  private static final Path FOLDER = Path.of("src", "test", "resources", "scenarios");

  private final Wording wording = new Wording();
  private final Narrator narrator = new Narrator(wording);
  private final List<String> lines = new ArrayList<>();

  /**
   * Starts a transcript.
   *
   * @param title what is going to be told; its first line
   */
  public Transcript(String title) {
    lines.add(title);
    lines.add("=".repeat(title.length()));
  }

  /**
   * Replaces what differs from run to run, for instance a port.
   *
   * @param text what occurs in messages
   * @param word what to write instead
   * @return this transcript
   */
  public Transcript replacing(String text, String word) {
    wording.replace(text, word);
    return this;
  }

  /**
   * Listens to a store.
   *
   * @param store what the rotation function is to call
   * @return a store that tells every call and its outcome
   */
  public SecretStore listeningTo(SecretStore store) {
    return new TranscribedStore(store, narrator);
  }

  /**
   * Listens to a rotation function: its steps, logins and what it sets.
   *
   * @param environment the function's environment; its store is listened to as well
   * @param constructor makes the rotator
   * @param <C> the credential
   * @param <S> an open session with the protected service
   * @return a function that does what the rotator does, and tells it
   * @throws RotationException if the rotator finds the environment's variables wrong
   */
  public <C extends Credential<C>, S extends AutoCloseable> RotationHandler<C, S> listeningTo(
      RotationEnvironment environment, Supplier<? extends RotationHandler<C, S>> constructor) {
    List<RotationListener> listeners = new ArrayList<>(environment.listeners());
    listeners.add(this);
    RotationEnvironment heard =
        new RotationEnvironment(
            listeningTo(environment.store()),
            environment.clock(),
            environment.random(),
            environment.variables(),
            listeners);
    RotationHandler<C, S> rotator = heard.construct(constructor);
    rotator.checkConfiguration();
    return new TranscribedRotator<>(heard, rotator, narrator);
  }

  @Override
  public void stepEnded(StepReport report) {
    report.warnings().forEach(warning -> narrator.tell("warns: " + warning));
    RotationException failure = report.failure();
    if (failure != null) {
      narrator.tell("fails, " + failure.reason() + ": " + failure.getMessage());
    } else {
      narrator.tell(
          report.alreadyCurrent() ? "is done: the version is current already" : "is done");
    }
    end(report.request().step().toString());
  }

  /**
   * Tells that the function's process died, which no listener hears.
   *
   * @param during the step that it was in
   */
  public void processDied(Step during) {
    end(during + ", cut short");
  }

  /**
   * Tells what somebody else does, or what is seen from outside.
   *
   * @param what a sentence
   */
  public void note(String what) {
    lines.add("");
    lines.add(wording.of(what));
  }

  /**
   * Tells where the labels are.
   *
   * @param description the secret
   */
  public void labels(SecretDescription description) {
    note("Labels: " + wording.labels(description) + ".");
  }

  /** Tells what all steps so far took together. */
  public void sum() {
    note(narrator.sum());
  }

  private void end(String heading) {
    lines.add("");
    lines.add(heading);
    narrator.step().forEach(line -> lines.add("  " + line));
  }

  /**
   * Compares with {@code src/test/resources/scenarios/<scenario>.txt}, or writes that file if the
   * system property {@value #REWRITE} is {@code true}.
   *
   * @param scenario the file's name without its ending
   * @throws AssertionFailedError if the two differ, showing where
   */
  public void compareWith(String scenario) {
    Path file = FOLDER.resolve(scenario + ".txt");
    try {
      if (Boolean.getBoolean(REWRITE)) {
        Files.createDirectories(FOLDER);
        Files.writeString(file, text());
        return;
      }
      List<String> expected = Files.exists(file) ? Files.readAllLines(file) : List.of();
      if (!expected.equals(lines)) {
        throw new AssertionFailedError(
            "%s is not what happened; if it should be, run with -D%s=true and look at the diff:%n%s"
                .formatted(file, REWRITE, LineDiff.of(expected, lines)),
            String.join("\n", expected),
            String.join("\n", lines));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Gives all that was told.
   *
   * @return lines, each with its end
   */
  public String text() {
    return String.join("\n", lines) + "\n";
  }
}
