package dev.keyturn.cli.demo;

import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.local.events.RotationEventName;
import java.sql.SQLException;

/** The second act: the function's process is killed while it sets a password. */
final class CrashAct {

  private final Stage stage;
  private final DemoStrategy strategy;
  private final Timeline timeline;
  private final LoginClient client;
  private final Claims claims;

  CrashAct(
      Stage stage, DemoStrategy strategy, Timeline timeline, LoginClient client, Claims claims) {
    this.stage = stage;
    this.strategy = strategy;
    this.timeline = timeline;
    this.client = client;
    this.claims = claims;
  }

  void play() throws InterruptedException, SQLException {
    timeline.heading("A crash: the function is killed in the middle of setSecret");
    client.forget();
    Follower follower = new Follower(stage, timeline, client);
    String version;
    DatabaseCredential stored;
    try (DemoService.Blocker blocker = stage.engine().block()) {
      version = stage.client().rotateSecret(r -> r.secretId(Stage.SECRET)).versionId();
      timeline.at("RotateSecret answers: version " + LabelTable.brief(version));
      follower.untilStart("setSecret");
      blocker.awaitBlocked();
      stage.service().kill(Stage.FUNCTION);
      timeline.at(
          "its process is killed while %s works on %s"
              .formatted(stage.engine().product(), stage.engine().changing()));
      stored = stage.version(version);
      stuck(version);
    }
    RotationEventName end = follower.untilEnd();
    timeline.details(LabelTable.of(stage));
    recovered(version, stored, end, follower);
    Clients.tell(
        client.experience(), strategy.alternates() || stage.engine().keepsOldPassword(), claims);
  }

  private void stuck(String version) throws SQLException {
    timeline.details(LabelTable.of(stage));
    claims.check(
        "AWSPENDING is stuck on version " + LabelTable.brief(version),
        stage.labelled(version, "AWSPENDING") && !stage.labelled(version, "AWSCURRENT"));
    claims.check("AWSCURRENT still logs in", stage.accepts(stage.current()));
  }

  private void recovered(
      String version, DatabaseCredential stored, RotationEventName end, Follower follower)
      throws SQLException {
    claims.check(
        "the service ran all steps again, and the rotation is complete",
        end == RotationEventName.ROTATION_SUCCEEDED
            && follower.stepsFailed() == 1
            && stage.labelled(version, "AWSCURRENT"));
    DatabaseCredential current = stage.current();
    claims.check(
        "with the very password that was stored before the crash, which logs in",
        current.password().equals(stored.password()) && stage.accepts(current));
  }
}
