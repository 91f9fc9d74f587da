package dev.keyturn.rotators.iam;

import dev.keyturn.rotators.RotationScene;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.testkit.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A secret with a key, IAM and STS, and a clock that pauses move. */
final class IamScene implements AutoCloseable {

  final ManualClock clock = new ManualClock(Instant.parse("2026-05-01T00:00:00Z"));
  final AwsDouble aws = new AwsDouble(clock);
  final AwsDouble.Key first = aws.key(clock.instant().minus(Duration.ofDays(30)));
  final RotationScene rotation = new RotationScene(this::rotator);
  final List<Duration> pauses = new ArrayList<>();
  Runnable onPause = () -> {};

  IamScene() throws IOException {
    rotation
        .variable("IAM_ENDPOINT", aws.url())
        .variable("STS_ENDPOINT", aws.url())
        .variable("AWS_REGION", "us-east-1")
        .variable("AWS_ACCESS_KEY_ID", AwsDouble.ROLE_KEY)
        .variable("AWS_SECRET_ACCESS_KEY", "secret-of-the-role")
        .secret(secret(first));
  }

  IamUserRotator rotator() {
    return new IamUserRotator(
        duration -> {
          pauses.add(duration);
          clock.advance(duration);
          onPause.run();
        },
        clock);
  }

  static Map<String, Object> secret(AwsDouble.Key key) {
    return Map.of("UserName", AwsDouble.USER, "AccessKeyId", key.id, "SecretAccessKey", key.secret);
  }

  String id(StagingLabel label) {
    return rotation.member(label, "AccessKeyId");
  }

  String login(StagingLabel label) {
    return aws.login(id(label), rotation.member(label, "SecretAccessKey"));
  }

  @Override
  public void close() {
    rotation.close();
    aws.close();
  }
}
