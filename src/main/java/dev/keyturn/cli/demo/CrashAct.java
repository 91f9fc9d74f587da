package dev.keyturn.cli.demo;

import dev.keyturn.local.events.RotationEventName;
import java.io.IOException;
import java.util.Optional;

/** The second act: the function's process is killed in the middle of a step. */
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

  void play() throws InterruptedException, IOException {
    timeline.heading(
        "A crash: the function is killed in the middle of " + stage.engine().blockedStep());
    client.forget();
    Follower follower = new Follower(stage, timeline, client);
    String version;
    Optional<DemoCredential> stored;
    try (DemoService.Blocker blocker = stage.engine().block()) {
      version = stage.client().rotateSecret(r -> r.secretId(Stage.SECRET)).versionId();
      timeline.at("RotateSecret answers: version " + LabelTable.brief(version));
      follower.untilStart(stage.engine().blockedStep());
      blocker.awaitBlocked();
      stage.service().kill(Stage.FUNCTION);
      timeline.at("its process is killed " + blocker.moment());
      stored = stage.version(version);
      stuck(version);
    }
    RotationEventName end = follower.untilEnd();
    timeline.details(LabelTable.of(stage));
    recovered(version, stored, end, follower);
    Clients.tell(
        client.experience(), strategy.alternates() || stage.engine().keepsOldCredential(), claims);
  }

  private void stuck(String version) throws IOException {
    timeline.details(LabelTable.of(stage));
    claims.check(
        "AWSPENDING is stuck on version " + LabelTable.brief(version),
        stage.labelled(version, "AWSPENDING") && !stage.labelled(version, "AWSCURRENT"));
    claims.check("AWSCURRENT still logs in", stage.accepts(stage.current()));
  }

  private void recovered(
      String version, Optional<DemoCredential> stored, RotationEventName end, Follower follower)
      throws IOException {
    claims.check(
        "the service ran all steps again, and the rotation is complete",
        end == RotationEventName.ROTATION_SUCCEEDED
            && follower.stepsFailed() == 1
            && stage.labelled(version, "AWSCURRENT"));
    stage.engine().checkRecovery(stored, stage.current(), claims);
  }
}
