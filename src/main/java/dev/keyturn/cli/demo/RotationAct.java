package dev.keyturn.cli.demo;

import dev.keyturn.cli.demo.RotationFeed.StepFigures;
import dev.keyturn.local.events.RotationEventName;
import java.io.IOException;

/** The first act: a rotation as it should be. */
final class RotationAct {

  private final Stage stage;
  private final String heading;
  private final DemoStrategy strategy;
  private final Timeline timeline;
  private final LoginClient client;
  private final Claims claims;

  RotationAct(
      Stage stage,
      String heading,
      DemoStrategy strategy,
      Timeline timeline,
      LoginClient client,
      Claims claims) {
    this.stage = stage;
    this.heading = heading;
    this.strategy = strategy;
    this.timeline = timeline;
    this.client = client;
    this.claims = claims;
  }

  void play() throws InterruptedException, IOException {
    DemoCredential before = stage.current();
    timeline.heading("A rotation: " + heading);
    timeline.details(LabelTable.of(stage));
    client.forget();
    String version =
        stage
            .client()
            .rotateSecret(r -> r.secretId(Stage.SECRET).rotationLambdaARN(Stage.FUNCTION_ARN))
            .versionId();
    timeline.at("RotateSecret answers: version " + LabelTable.brief(version) + " will be current");
    Follower follower = new Follower(stage, timeline, client);
    RotationEventName end = follower.untilEnd();
    timeline.details(LabelTable.of(stage));
    claims.check(
        "AWSCURRENT is on the new version",
        end == RotationEventName.ROTATION_SUCCEEDED && stage.labelled(version, "AWSCURRENT"));
    economy(follower.total());
    credentials(before, stage.current());
    secrecy(before, stage.current());
    Clients.tell(client.experience(), keepsOldCredential(), claims);
  }

  private void economy(StepFigures total) {
    claims.check(
        "it took %s and %s%s"
            .formatted(
                Words.count(total.calls(), "AWS call"),
                Words.count(total.logins(), "login"),
                total.rejected() == 0
                    ? ""
                    : ", %d with the pending password before it was set"
                        .formatted(total.rejected())),
        total.calls() > 0
            && total.calls() <= strategy.mostCalls()
            && total.logins() <= strategy.mostLogins()
            && total.rejected() <= 1);
  }

  private void credentials(DemoCredential before, DemoCredential after) throws IOException {
    claims.check(
        "the new %s of '%s' logs in".formatted(stage.engine().noun(), after.user()),
        stage.accepts(after));
    if (keepsOldCredential()) {
      claims.check(
          "the old one of '%s' still does, for clients that have not read the secret again"
              .formatted(before.user()),
          stage.accepts(before) && strategy.alternates() != before.user().equals(after.user()));
    } else {
      claims.check("the old password is refused", !stage.accepts(before));
    }
  }

  private void secrecy(DemoCredential before, DemoCredential after) throws IOException {
    String log = stage.engine().log();
    claims.check(
        stage.engine().secrecy(),
        log.contains(stage.engine().logged())
            && !log.contains(before.password().reveal())
            && !log.contains(after.password().reveal()));
  }

  /** Whether the old credential stays valid, so that no client ever fails. */
  private boolean keepsOldCredential() {
    return strategy.alternates() || stage.engine().keepsOldCredential();
  }
}
