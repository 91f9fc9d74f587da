package dev.keyturn.rotators.iam;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.secret.StagingLabel.CURRENT;
import static dev.keyturn.secret.StagingLabel.PREVIOUS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.cli.iam.LocalMoto;
import dev.keyturn.cli.iam.LocalMoto.UserKey;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotators.RotationScene;
import dev.keyturn.rotators.jdbc.Pause;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.StagingLabel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * Moto's IAM and STS, with signatures and policies checked. Its policies know no resources of IAM,
 * it lets inactive keys in, and it says why it refuses in a form that AWS's SDK does not read; what
 * hangs on any of these is tested with a double.
 */
@Tag("moto")
class MotoTest {

  /** Where {@code .ci/run} installs moto. */
  private static final Path SERVER =
      Path.of(
          System.getenv().getOrDefault("KEYTURN_CI_MOTO", "/opt/keyturn-ci/moto"),
          "bin",
          "moto_server");

  /** How many calls are answered before moto asks who calls: those of {@link #prepare}. */
  private static final int PREPARATIONS = 5;

  private static final String USER = "app";
  private static final String POLICY =
      """
      {"Version": "2012-10-17",
       "Statement": [{"Effect": "Allow", "Resource": "*",
         "Action": ["iam:ListAccessKeys", "iam:CreateAccessKey", "iam:DeleteAccessKey",
                    "iam:GetAccessKeyLastUsed"]}]}
      """;

  private LocalMoto moto;
  private UserKey role;
  private UserKey first;
  private RotationScene scene;

  @BeforeEach
  void prepare() throws IOException {
    assertThat(SERVER).as("moto_server, which .ci/run installs").isExecutable();
    moto = LocalMoto.start(SERVER, PREPARATIONS);
    try (IamClient anybody = moto.iam(new UserKey("any", SecretText.of("body")))) {
      role = LocalMoto.createUser(anybody, "rotator", "/", POLICY);
      first = LocalMoto.createUser(anybody, USER, "/teams/", null);
    }
    scene = new RotationScene(() -> new IamUserRotator(Pause.sleeping(), InstantSource.system()));
    scene
        .variable("IAM_ENDPOINT", moto.url().toString())
        .variable("STS_ENDPOINT", moto.url().toString())
        .variable("AWS_REGION", "us-east-1")
        .variable("AWS_ACCESS_KEY_ID", role.id())
        .variable("AWS_SECRET_ACCESS_KEY", role.secret().reveal())
        .secret(
            Map.of(
                "UserName", USER,
                "AccessKeyId", first.id(),
                "SecretAccessKey", first.secret().reveal()));
  }

  @AfterEach
  void stop() {
    if (scene != null) {
      scene.close();
    }
    if (moto != null) {
      moto.close();
    }
  }

  private String login(String id, String secret) {
    try (StsClient sts =
        StsClient.builder()
            .endpointOverride(moto.url())
            .region(Region.US_EAST_1)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret)))
            .build()) {
      return sts.getCallerIdentity().arn();
    } catch (StsException e) {
      return "refused with " + e.statusCode();
    }
  }

  private String login(StagingLabel label) {
    return login(scene.member(label, "AccessKeyId"), scene.member(label, "SecretAccessKey"));
  }

  private List<String> keys() {
    try (IamClient iam = moto.iam(role)) {
      return LocalMoto.keys(iam, USER);
    }
  }

  /** Else all that follows would prove nothing. */
  @Test
  void motoRefusesWhatItShould() {
    try (IamClient iam = moto.iam(role)) {
      AccessKey second = iam.createAccessKey(request -> request.userName(USER)).accessKey();
      assertThat(login(second.accessKeyId(), second.secretAccessKey()))
          .isEqualTo("arn:aws:iam::123456789012:user/teams/app");
      assertThat(login(second.accessKeyId(), "wrong")).isEqualTo("refused with 403");
      assertThatThrownBy(() -> iam.createAccessKey(request -> request.userName(USER)))
          .isInstanceOf(IamException.class)
          .hasMessageContaining("Cannot exceed quota");

      iam.deleteAccessKey(request -> request.userName(USER).accessKeyId(second.accessKeyId()));
      assertThat(login(second.accessKeyId(), second.secretAccessKey()))
          .isEqualTo("refused with 403");
      assertThatThrownBy(() -> iam.createUser(request -> request.userName("more")))
          .isInstanceOfSatisfying(
              IamException.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }
  }

  @Test
  void threeRotations() {
    scene.rotate();
    assertThat(login(CURRENT)).isEqualTo("arn:aws:iam::123456789012:user/teams/app");
    assertThat(login(first.id(), first.secret().reveal())).startsWith("arn:");
    scene.rotate();
    assertThat(login(first.id(), first.secret().reveal())).isEqualTo("refused with 403");
    scene.rotate();

    assertThat(login(CURRENT)).startsWith("arn:");
    assertThat(login(PREVIOUS)).startsWith("arn:");
    assertThat(keys())
        .containsExactlyInAnyOrder(
            scene.member(CURRENT, "AccessKeyId"), scene.member(PREVIOUS, "AccessKeyId"));
  }

  @Test
  void aKeyThatACrashLeftBehind() {
    AccessKey orphan;
    try (IamClient iam = moto.iam(role)) {
      orphan = iam.createAccessKey(request -> request.userName(USER)).accessKey();
    }
    Instant begin = Instant.now();

    scene.rotate();

    assertThat(keys()).hasSize(2).doesNotContain(orphan.accessKeyId());
    assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofSeconds(7));
  }

  @Test
  void aKeyOfAnotherUser() {
    scene.put(
        Map.of(
            "UserName", "rotator",
            "AccessKeyId", first.id(),
            "SecretAccessKey", first.secret().reveal()));

    RotationException failure = scene.begin().failure(CREATE_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.IDENTITY_MISMATCH);
    assertThat(keys()).containsExactly(first.id());
  }
}
