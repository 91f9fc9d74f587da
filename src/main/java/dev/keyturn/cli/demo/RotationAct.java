package dev.keyturn.cli.demo;

import dev.keyturn.cli.demo.RotationFeed.StepFigures;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.local.events.RotationEventName;
import java.io.IOException;
import java.sql.SQLException;

/** The first act: a rotation as it should be. */
final class RotationAct {

  private final Stage stage;
  private final DemoStrategy strategy;
  private final Timeline timeline;
  private final LoginClient client;
  private final Claims claims;

  RotationAct(
      Stage stage, DemoStrategy strategy, Timeline timeline, LoginClient client, Claims claims) {
    this.stage = stage;
    this.strategy = strategy;
    this.timeline = timeline;
    this.client = client;
    this.claims = claims;
  }

  void play() throws InterruptedException, SQLException, IOException {
    DatabaseCredential before = stage.current();
    timeline.heading("A rotation: " + strategy.description());
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
        "it took %s and %s, %d with the pending password before it was set"
            .formatted(
                Words.count(total.calls(), "AWS call"),
                Words.count(total.logins(), "login"),
                total.rejected()),
        total.calls() > 0
            && total.calls() <= strategy.mostCalls()
            && total.logins() <= strategy.mostLogins()
            && total.rejected() <= 1);
  }

  private void credentials(DatabaseCredential before, DatabaseCredential after)
      throws SQLException {
    claims.check(
        "the new password of '%s' logs in".formatted(after.username()), stage.accepts(after));
    if (keepsOldCredential()) {
      claims.check(
          "the old one of '%s' still does, for clients that have not read the secret again"
              .formatted(before.username()),
          stage.accepts(before)
              && strategy.alternates() != before.username().equals(after.username()));
    } else {
      claims.check("the old password is refused", !stage.accepts(before));
    }
  }

  private void secrecy(DatabaseCredential before, DatabaseCredential after) throws IOException {
    String log = stage.engine().statements();
    claims.check(
        stage.engine().secrecy(),
        log.contains(stage.engine().changing())
            && !log.contains(before.password().reveal())
            && !log.contains(after.password().reveal()));
  }

  /** Whether the old credential stays valid, so that no client ever fails. */
  private boolean keepsOldCredential() {
    return strategy.alternates() || stage.engine().keepsOldPassword();
  }
}
