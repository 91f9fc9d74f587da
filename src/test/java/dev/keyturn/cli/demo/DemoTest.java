package dev.keyturn.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class DemoTest {

  @Test
  void tellsARotationAndACrashAndChecksWhatItSays() throws Exception {
    StringWriter out = new StringWriter();
    boolean holds;
    try (Timeline timeline = new Timeline(new PrintWriter(out), false, Ansi.OFF)) {
      holds = new Demo(DemoEngine.POSTGRES, DemoStrategy.ALTERNATING, timeline).run();
    }
    String told = out.toString();

    assertThat(holds).as(told).isTrue();
    assertThat(told.lines().filter(line -> line.startsWith("  [")))
        .as(told)
        .hasSize(11)
        .allMatch(line -> line.startsWith("  [ok]"));
    assertThat(told)
        .containsSubsequence(
            "createSecret", "setSecret", "testSecret", "finishSecret", "RotationSucceeded")
        .containsPattern("AWSCURRENT, AWSPENDING +app_clone")
        .contains("it took 12 AWS calls and 4 logins, 1 with the pending password")
        .containsPattern("a client tried \\d+ logins meanwhile, and none failed")
        .contains("setSecret     failed: the function's process ended with exit code 137")
        .containsPattern("AWSCURRENT, AWSPENDING +app\\R");
  }

  /** One user, whose accounts have two passwords: no client fails either. */
  @Test
  void withMySqlOneUserKeepsTheOldPassword() throws Exception {
    StringWriter out = new StringWriter();
    boolean holds;
    try (Timeline timeline = new Timeline(new PrintWriter(out), false, Ansi.OFF)) {
      holds = new Demo(DemoEngine.MYSQL, DemoStrategy.SINGLE, timeline).run();
    }
    String told = out.toString();

    assertThat(holds).as(told).isTrue();
    assertThat(told)
        .contains(
            "MySQL 8.0.15 listens at localhost:",
            "the old one of 'app' still does",
            "MySQL, which logs every statement here, has logged no password",
            "its process is killed while MySQL works on ALTER USER")
        .containsPattern("a client tried \\d+ logins meanwhile, and none failed");
  }

  /** The function dies between the server's change and its answer. */
  @Test
  void withRedisNoClientNoticesAnything() throws Exception {
    StringWriter out = new StringWriter();
    boolean holds;
    try (Timeline timeline = new Timeline(new PrintWriter(out), false, Ansi.OFF)) {
      holds = new Demo(DemoEngine.REDIS, DemoStrategy.ADMIN, timeline).run();
    }
    String told = out.toString();

    assertThat(holds).as(told).isTrue();
    assertThat(told)
        .contains(
            "Redis 6.2.11 listens at localhost:",
            "the old one of 'app' still does",
            "Redis, which logs all that it can here, knows no password, only SHA-256 of each",
            "its process is killed when Redis has done ACL SETUSER, and before it knows")
        .containsPattern("a client tried \\d+ logins meanwhile, and none failed");
  }
}
