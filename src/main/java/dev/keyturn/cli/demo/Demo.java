package dev.keyturn.cli.demo;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Rotates the password of a real PostgreSQL by a real Secrets Manager, both started here, while a
 * client goes on logging in; then kills the function in the middle of a rotation.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html">Rotation
 *     in Secrets Manager</a>
 */
public final class Demo {

  private final DemoStrategy strategy;
  private final Timeline timeline;

  /**
   * Prepares a demo.
   *
   * @param strategy how the password is rotated
   * @param timeline where it is told
   */
  public Demo(DemoStrategy strategy, Timeline timeline) {
    this.strategy = strategy;
    this.timeline = timeline;
  }

  /**
   * Runs it, in about fifteen seconds.
   *
   * @return whether everything that it claimed was checked and holds
   * @throws IOException if PostgreSQL or Secrets Manager does not start
   * @throws SQLException if PostgreSQL fails in a way that is not part of the demo
   * @throws InterruptedException if it is interrupted
   */
  public boolean run() throws IOException, SQLException, InterruptedException {
    timeline.now(() -> "starting PostgreSQL and Secrets Manager");
    Claims claims = new Claims(timeline);
    try (Stage stage = Stage.build(strategy)) {
      Thread atExit = new Thread(() -> end(stage), "keyturn-demo-end");
      Runtime.getRuntime().addShutdownHook(atExit);
      introduce(stage);
      try (LoginClient client = new LoginClient(() -> stage.login(stage.current()))) {
        new RotationAct(stage, strategy, timeline, client, claims).play();
        new CrashAct(stage, strategy, timeline, client, claims).play();
      }
      Runtime.getRuntime().removeShutdownHook(atExit);
    }
    conclude(claims);
    return claims.allHold();
  }

  /** Interrupted: what was started goes, and nothing more is told. */
  private void end(Stage stage) {
    timeline.close();
    stage.close();
  }

  private void introduce(Stage stage) throws SQLException {
    try (Connection connection = stage.postgres().connect()) {
      timeline.at(
          "PostgreSQL %s listens at %s:%d, with TLS and SCRAM-SHA-256"
              .formatted(
                  connection.getMetaData().getDatabaseProductVersion(),
                  stage.postgres().host(),
                  stage.postgres().port()));
    }
    timeline.at("Secrets Manager listens at " + stage.service().endpoint());
    timeline.at("a client reads AWSCURRENT of demo/app and logs in, every 10 ms");
  }

  private void conclude(Claims claims) {
    timeline.heading(
        claims.allHold() ? "All of it was checked, and holds." : "Not all of it holds.");
    timeline.detail("What to type next:");
    for (DemoStrategy other : DemoStrategy.values()) {
      if (other != strategy) {
        timeline.detail(
            "  ./keyturn demo --strategy %-13s %s".formatted(other, other.description()));
      }
    }
    timeline.detail(
        "  ./keyturn serve --help                   this Secrets Manager, for your own programs");
    timeline.detail(
        "  sam build && sam deploy --guided         the same rotator, in your AWS account");
  }
}
