package dev.keyturn.cli.demo;

import java.io.IOException;

/**
 * Rotates the password of a real server by a real Secrets Manager, both started here, while a
 * client goes on logging in; then kills the function in the middle of a rotation.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html">Rotation
 *     in Secrets Manager</a>
 */
public final class Demo {

  private final DemoEngine engine;
  private final DemoStrategy strategy;
  private final Timeline timeline;

  /**
   * Prepares a demo.
   *
   * @param engine whose password is rotated
   * @param strategy how the password is rotated
   * @param timeline where it is told
   */
  public Demo(DemoEngine engine, DemoStrategy strategy, Timeline timeline) {
    this.engine = engine;
    this.strategy = strategy;
    this.timeline = timeline;
  }

  /**
   * Runs it, in about fifteen seconds.
   *
   * @return whether everything that it claimed was checked and holds
   * @throws IOException if the server or Secrets Manager does not start, or fails in a way that is
   *     not part of the demo
   * @throws InterruptedException if it is interrupted
   */
  public boolean run() throws IOException, InterruptedException {
    timeline.now(() -> "starting " + engine + " and Secrets Manager");
    Claims claims = new Claims(timeline);
    try (Stage stage = Stage.build(engine, strategy)) {
      Thread atExit = new Thread(() -> end(stage), "keyturn-demo-end");
      Runtime.getRuntime().addShutdownHook(atExit);
      introduce(stage);
      try (LoginClient client =
          new LoginClient(stage.engine().period(), () -> stage.accepts(stage.current()))) {
        new RotationAct(stage, engine.describe(strategy), strategy, timeline, client, claims)
            .play();
        new CrashAct(stage, strategy, timeline, client, claims).play();
      }
      Runtime.getRuntime().removeShutdownHook(atExit);
      conclude(claims);
    }
    return claims.allHold();
  }

  /** Interrupted: what was started goes, and nothing more is told. */
  private void end(Stage stage) {
    timeline.close();
    stage.close();
  }

  private void introduce(Stage stage) throws IOException {
    timeline.at(stage.engine().introduction());
    timeline.at("Secrets Manager listens at " + stage.service().endpoint());
    timeline.at(
        "a client reads AWSCURRENT of demo/app and logs in, every %d ms"
            .formatted(stage.engine().period().toMillis()));
  }

  private void conclude(Claims claims) {
    timeline.heading(
        claims.allHold() ? "All of it was checked, and holds." : "Not all of it holds.");
    timeline.detail("What to type next:");
    for (DemoStrategy other : engine.strategies()) {
      if (other != strategy) {
        next(
            "./keyturn demo%s --strategy %s".formatted(engine.option(), other),
            other.description());
      }
    }
    for (DemoEngine other : DemoEngine.values()) {
      if (other != engine) {
        next("./keyturn demo" + other.option(), "the same with another service");
      }
    }
    next("./keyturn serve --help", "this Secrets Manager, for your own programs");
    next(engine.samBuild() + " && sam deploy --guided", "the same rotator, in your AWS account");
  }

  private void next(String command, String what) {
    timeline.detail("  %-60s %s".formatted(command, what));
  }
}
