package dev.keyturn.cli.demo;

import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The protected service of a demo: a real server, which is started for it, with its users. */
interface DemoService extends AutoCloseable {

  /** The user whose password is rotated. */
  String USER = "app";

  /** Who changes it, where one is needed. */
  String ADMIN = "rotation_admin";

  /** Holds every change of a credential up, while logins go on; until it is closed. */
  interface Blocker extends AutoCloseable {

    /** Waits until the function is held up. */
    void awaitBlocked() throws IOException, InterruptedException;

    /** Where in its work the function is then, to follow "is killed". */
    String moment();

    @Override
    void close() throws IOException;
  }

  /** Which version listens where, and how. */
  String introduction() throws IOException;

  /** What the function needs to know of it, in environment variables. */
  Map<String, String> variables();

  /** The members of the user's secret. */
  Map<String, Object> secret();

  /** The members of the admin's secret. */
  Map<String, Object> adminSecret();

  /** Reads the members of a user's secret. */
  default DemoCredential credential(Map<String, Object> members) {
    String user = String.valueOf(members.get("username"));
    return new DemoCredential(user, user, SecretText.of(String.valueOf(members.get("password"))));
  }

  /** What a rotation changes. */
  default String noun() {
    return "password";
  }

  /** How often a client logs in. */
  default Duration period() {
    return Duration.ofMillis(10);
  }

  /**
   * Logs in and reads what the app reads.
   *
   * @return false if the service says that the credential is wrong
   * @throws IOException if it says anything else
   */
  boolean accepts(DemoCredential credential) throws IOException;

  /** Whether a user has the old credential beside the new one. */
  boolean keepsOldCredential();

  /** What is claimed of the log. */
  String secrecy();

  /** What the log holds if it is one of what happened. */
  String logged();

  /** The log of all that can be logged. */
  String log() throws IOException;

  /** The step that the blocker holds up. */
  default String blockedStep() {
    return "setSecret";
  }

  Blocker block() throws IOException;

  /**
   * Checks what a rotation that was killed and run again has made.
   *
   * @param stored what the version held when the function was killed
   * @param current what it holds now, as AWSCURRENT
   */
  default void checkRecovery(Optional<DemoCredential> stored, DemoCredential current, Claims claims)
      throws IOException {
    claims.check(
        "with the very password that was stored before the crash, which logs in",
        stored.filter(before -> before.password().equals(current.password())).isPresent()
            && accepts(current));
  }

  @Override
  void close();
}
