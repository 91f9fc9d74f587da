package dev.keyturn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Every repair of unstick, and everything that keeps it from one. */
@Timeout(60)
class UnstickTest {

  private static final String ROTATOR = "class:" + ListedRotator.class.getName();
  private static final String AS_IT_WAS = "[1 AWSPREVIOUS, 2 AWSCURRENT, 3 AWSPENDING]";
  private static final String TAKEN_OFF = "[1 AWSPREVIOUS, 2 AWSCURRENT]";

  @TempDir Path directory;
  private StuckSecret secret;

  @BeforeEach
  void prepare() throws IOException {
    secret = new StuckSecret(directory);
    accept();
  }

  @AfterEach
  void stop() {
    ListedRotator.meanwhile = () -> {};
    secret.close();
  }

  private interface Setting {
    void set(UnstickTest test) throws IOException;
  }

  /** What logs in, what is asked for, what is said, and where the labels are afterwards. */
  private record Case(
      String name, Setting setting, String options, int code, String said, String labels) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.concat(repairs(), refusals());
  }

  private static Stream<Case> repairs() {
    return Stream.of(
        new Case(
            "pending logs in and current does not",
            t -> t.accept("next").stuck("next"),
            "",
            0,
            "Moved AWSCURRENT from version <2> to version <3> and took AWSPENDING off version <3>: AWSPENDING logs in, and AWSCURRENT does not.",
            "[2 AWSPREVIOUS, 3 AWSCURRENT]"),
        new Case(
            "current logs in and pending does not",
            t -> t.accept("now").stuck("next"),
            "",
            0,
            "Took AWSPENDING off version <3>: AWSCURRENT logs in, and AWSPENDING does not: its value was never set.",
            TAKEN_OFF),
        new Case(
            "both log in",
            t -> t.accept("now", "next").stuck("next"),
            "",
            0,
            "Moved AWSCURRENT from version <2> to version <3> and took AWSPENDING off version <3>: both log in, and the newer one is chosen, since the next rotation retires what was current before, but nothing would retire a credential that no label leads to.",
            "[2 AWSPREVIOUS, 3 AWSCURRENT]"),
        new Case(
            "both are one credential",
            t -> t.accept("now").stuck("now"),
            "",
            0,
            "Took AWSPENDING off version <3>: it has the same credential as AWSCURRENT, which logs in.",
            TAKEN_OFF),
        new Case(
            "pending is no credential",
            t -> t.accept("now").stuck(Map.of("engine", "listed", "host", "here", "password", "x")),
            "",
            0,
            "Took AWSPENDING off version <3>: AWSCURRENT logs in, and AWSPENDING is no credential: member 'username' is missing.",
            TAKEN_OFF),
        new Case(
            "pending is somebody else's",
            t -> t.accept("now").stuck(t.value("next", "you")),
            "",
            0,
            "Took AWSPENDING off version <3>: AWSCURRENT logs in, and AWSPENDING is for user 'you' at host 'here', which does not follow from AWSCURRENT.",
            TAKEN_OFF),
        new Case(
            "pending has no value, and nobody logs in for that",
            t -> t.stuck(null),
            "",
            0,
            "Took AWSPENDING off version <3>: it has no value.",
            TAKEN_OFF),
        new Case(
            "the value is to be discarded",
            t -> t.accept("next").stuck("next"),
            "--discard",
            0,
            "Took AWSPENDING off version <3>: it was to be discarded.",
            TAKEN_OFF),
        new Case(
            "only previous logs in, and may be restored",
            t -> t.accept("old").stuck("next"),
            "--restore-previous",
            0,
            "Moved AWSCURRENT from version <2> to version <1> and took AWSPENDING off version <3>: AWSPREVIOUS logs in, and AWSCURRENT does not.",
            "[1 AWSCURRENT, 2 AWSPREVIOUS]"),
        new Case(
            "only previous logs in, and pending has no value",
            t -> t.accept("old").stuck(null),
            "--restore-previous",
            0,
            "Moved AWSCURRENT from version <2> to version <1> and took AWSPENDING off version <3>: AWSPREVIOUS logs in, and AWSCURRENT does not.",
            "[1 AWSCURRENT, 2 AWSPREVIOUS]"),
        new Case(
            "only previous logs in, and nothing is pending",
            t -> t.accept("old").settled(),
            "--restore-previous",
            0,
            "Moved AWSCURRENT from version <2> to version <1>: AWSPREVIOUS logs in, and AWSCURRENT does not.",
            "[1 AWSCURRENT, 2 AWSPREVIOUS]"),
        new Case(
            "nothing is stuck",
            UnstickTest::settled,
            "",
            0,
            "Nothing is stuck: AWSPENDING is on no version, or on the current one.",
            TAKEN_OFF),
        new Case(
            "dry: finish",
            t -> t.accept("next").stuck("next"),
            "--dry-run",
            0,
            "Would move AWSCURRENT from version <2> to version <3> and take AWSPENDING off version <3>: AWSPENDING logs in, and AWSCURRENT does not.",
            AS_IT_WAS),
        new Case(
            "dry: take off",
            t -> t.accept("now").stuck("next"),
            "--dry-run",
            0,
            "Would take AWSPENDING off version <3>: AWSCURRENT logs in, and AWSPENDING does not: its value was never set.",
            AS_IT_WAS),
        new Case(
            "dry: restore",
            t -> t.accept("old").settled(),
            "--dry-run --restore-previous",
            0,
            "Would move AWSCURRENT from version <2> to version <1>: AWSPREVIOUS logs in, and AWSCURRENT does not.",
            TAKEN_OFF));
  }

  private static Stream<Case> refusals() {
    return Stream.of(
        new Case(
            "only previous logs in",
            t -> t.accept("old").stuck("next"),
            "",
            1,
            "Nothing was changed: the service rejected AWSPENDING (not listed), and the service rejected AWSCURRENT (not listed). AWSPREVIOUS logs in: make that version current again with --restore-previous.",
            AS_IT_WAS),
        new Case(
            "none logs in",
            t -> t.accept("by hand").stuck("next"),
            "--restore-previous",
            1,
            "Nothing was changed: the service rejected AWSPENDING (not listed), and the service rejected AWSCURRENT (not listed). Store the credential that works now with PutSecretValue, which also takes AWSPENDING off.",
            AS_IT_WAS),
        new Case(
            "the service is down",
            t -> {
              Files.writeString(t.directory.resolve("down"), "nobody answers");
              t.stuck("next");
            },
            "",
            1,
            "Nothing was changed: logging in with AWSPENDING as user 'me' at host 'here': nobody answers. Start the service.",
            AS_IT_WAS),
        new Case(
            "the service goes down in between",
            t -> {
              ListedRotator.meanwhile = t::goDownAtTheSecondLogin;
              t.accept("next").stuck("next");
            },
            "",
            1,
            "Nothing was changed: logging in with AWSCURRENT as user 'me' at host 'here': nobody answers. Start the service.",
            AS_IT_WAS),
        new Case(
            "current is no credential",
            t -> {
              t.secret.previous(t.value("old", "me")).current(Map.of("engine", "listed"));
              t.secret.pending(t.value("next", "me")).start();
            },
            "",
            1,
            "Nothing was changed: AWSCURRENT is no credential: member 'host' is missing; member 'username' is missing; member 'password' is missing. Store the credential that works now with PutSecretValue, as a JSON object: {\"engine\":\"listed\",\"host\":\"…\",\"port\":1,\"username\":\"…\",\"password\":\"…\",\"dbname\":\"none\"}.",
            AS_IT_WAS),
        new Case(
            "no version is current",
            t -> t.secret.pending(t.value("next", "me")).start(),
            "",
            1,
            "Nothing was changed: no version is labelled AWSCURRENT. Store the credential that works now with PutSecretValue, which also takes AWSPENDING off.",
            "[3 AWSPENDING]"),
        new Case(
            "there is nothing to restore",
            t -> t.accept("old", "now").settled(),
            "--restore-previous",
            1,
            "Nothing was changed: AWSCURRENT logs in, and AWSPENDING is not stuck.",
            TAKEN_OFF),
        new Case(
            "the rotation may be under way",
            t -> {
              t.secret.begun(Duration.ofSeconds(5));
              t.accept("now").stuck("next");
            },
            "--discard",
            1,
            "Nothing was changed: the rotation to version <3> began at <since>, less than 120 s ago, and may still be under way. Wait, or say --min-age 0 if it is not.",
            AS_IT_WAS),
        new Case(
            "the secret changes meanwhile",
            t -> {
              ListedRotator.meanwhile = t::touchTheSecret;
              t.accept("next").stuck("next");
            },
            "",
            1,
            "Nothing was changed: the secret changed meanwhile, so that a rotation is under way.",
            AS_IT_WAS),
        new Case(
            "the rotation ends meanwhile",
            t -> {
              ListedRotator.meanwhile = t::finish;
              t.accept("next").stuck("next");
            },
            "",
            1,
            "Nothing was changed: the secret changed meanwhile, so that a rotation is under way.",
            "[2 AWSPREVIOUS, 3 AWSCURRENT,AWSPENDING]"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void ends(Case matter) throws IOException {
    matter.setting().set(this);

    Cli.Result result =
        run(matter.options().isEmpty() ? new String[0] : matter.options().split(" ", -1));

    assertThat(result.out()).isEqualTo(located(matter.said()) + "\n");
    assertThat(result.code()).isEqualTo(matter.code());
    assertThat(secret.labels()).isEqualTo(matter.labels());
  }

  @Test
  void itTellsWhatItFoundOut() throws IOException {
    accept("now").stuck("next");

    assertThat(run().err())
        .isEqualTo(
            located(
                """
                  <2>  AWSCURRENT
                  <1>  AWSPREVIOUS
                  <3>  AWSPENDING
                  the service rejected AWSPENDING (not listed): its value was never set, or not lastingly
                  AWSCURRENT logs in
                  the service rejected AWSPREVIOUS (not listed), as it should unless it accepts older credentials for a time
                """));
    assertThat(Files.readAllLines(directory.resolve("attempts")))
        .containsExactly("AWSPENDING", "AWSCURRENT", "AWSPREVIOUS");
  }

  @Test
  void aYoungRotationCanBeDeclaredDead() throws IOException {
    secret.begun(Duration.ofSeconds(5));
    accept("now").stuck("next");

    assertThat(run("--min-age", "0").code()).isZero();
    assertThat(secret.labels()).isEqualTo(TAKEN_OFF);
  }

  @Test
  void withoutARotatorItSaysTheWaysOut() throws IOException {
    accept("now").stuck("next");

    Cli.Result unknown = secret.run("unstick", "app");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.out())
        .isEqualTo(
            "Nothing was changed: the secret is of no engine that has a rotator here, so that nothing can log in. Name it with --rotator class:[DIR!]NAME; or run 'keyturn rotate app' to complete the rotation; or discard its value with --discard.\n");

    Cli.Result missing = secret.run("unstick", "app", "--rotator", "class:com.example.Missing");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.out())
        .isEqualTo(
            "Nothing was changed: the rotator: class com.example.Missing or one that it needs is not found: com.example.Missing. Put what is missing on the class path of this command, or into the DIR of --rotator class:DIR!NAME.\n");

    Cli.Result both = secret.run("unstick", "app", "--discard", "--restore-previous");
    assertThat(both.code()).isEqualTo(2);
    assertThat(both.err())
        .isEqualTo(
            "keyturn: --discard needs no login, and --restore-previous does; use one of them\n");
    assertThat(secret.labels()).isEqualTo(AS_IT_WAS);
  }

  private Cli.Result run(String... options) {
    return secret.run(
        Stream.concat(Stream.of("unstick", "app", "--rotator", ROTATOR), Arrays.stream(options))
            .toArray(String[]::new));
  }

  private UnstickTest accept(String... passwords) throws IOException {
    Files.write(directory.resolve("accepted"), List.of(passwords));
    return this;
  }

  private void stuck(Object pending) {
    secret.previous(value("old", "me")).current(value("now", "me"));
    secret.pending(pending instanceof String password ? value(password, "me") : pending).start();
  }

  private void settled() {
    secret.previous(value("old", "me")).current(value("now", "me")).start();
  }

  private Map<String, Object> value(String password, String user) {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("engine", "listed");
    value.put("host", "here");
    value.put("username", user);
    value.put("password", password);
    value.put("dbname", directory.toString());
    return value;
  }

  private void goDownAtTheSecondLogin() {
    try {
      if (Files.readAllLines(directory.resolve("attempts")).size() == 2) {
        Files.writeString(directory.resolve("down"), "nobody answers");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As a function stores a value. */
  private void touchTheSecret() {
    secret.clock().advance(Duration.ofSeconds(1));
    try (SecretsManagerClient client = secret.client("eu-west-1")) {
      client.updateSecret(r -> r.secretId("app").description("changed " + secret.since()));
    }
  }

  private void finish() {
    try (SecretsManagerClient client = secret.client("eu-west-1")) {
      client.updateSecretVersionStage(
          r ->
              r.secretId("app")
                  .versionStage("AWSCURRENT")
                  .removeFromVersionId(StuckSecret.CURRENT)
                  .moveToVersionId(StuckSecret.PENDING));
    }
  }

  private String located(String text) {
    return text.replace("<1>", StuckSecret.PREVIOUS)
        .replace("<2>", StuckSecret.CURRENT)
        .replace("<3>", StuckSecret.PENDING)
        .replace("<since>", secret.since().toString());
  }
}
