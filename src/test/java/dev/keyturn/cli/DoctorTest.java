package dev.keyturn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ReplicaRegionType;

/** Every finding of the doctor, with its whole text, and how many logins it took. */
@Timeout(60)
class DoctorTest {

  private static final String NOTE =
      "note    whether Secrets Manager may invoke %s cannot be told without rotating. See that the service was started with --function or --template for that name.\n"
          .formatted(StuckSecret.FUNCTION);

  private static final String ROTATOR = "class:" + ListedRotator.class.getName();

  @TempDir Path directory;
  private StuckSecret secret;

  @BeforeEach
  void prepare() throws IOException {
    secret = new StuckSecret(directory);
    accept("now");
  }

  @AfterEach
  void stop() {
    ListedRotator.meanwhile = () -> {};
    secret.close();
  }

  private interface Setting {
    void set(DoctorTest test) throws IOException;
  }

  /** What is the matter with a secret, and what the doctor says before it sums up. */
  private record Case(String name, Setting setting, String said, String end) {

    static Case well(String name, Setting setting, int logins, String... said) {
      return new Case(name, setting, String.join("", said), "is healthy; logins made: " + logins);
    }

    static Case ill(String name, Setting setting, int logins, String... said) {
      return new Case(name, setting, String.join("", said), "is not well; logins made: " + logins);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(credentials(), values(), rotations(), lives(), policies()).flatMap(c -> c);
  }

  private static Stream<Case> credentials() {
    return Stream.of(
        Case.well(
            "all is well",
            t -> t.secret.previous(t.value("old")).current(t.value("now")).start(),
            2,
            NOTE,
            "good    AWSCURRENT logs in.\n",
            "good    the service rejected AWSPREVIOUS (not listed), as it should unless it accepts older credentials for a time.\n"),
        Case.well(
            "the service accepts two",
            t -> {
              t.accept("old", "now");
              t.secret.previous(t.value("old")).current(t.value("now")).start();
            },
            2,
            NOTE,
            "good    AWSCURRENT logs in.\n",
            "good    AWSPREVIOUS logs in.\n"),
        Case.well(
            "previous and current are one credential",
            t -> t.secret.previous(t.value("now")).current(t.value("now")).start(),
            1,
            NOTE,
            "good    AWSCURRENT logs in.\n",
            "good    AWSPREVIOUS, the same credential as AWSCURRENT, logs in.\n"),
        Case.ill(
            "changed by hand",
            t -> {
              t.accept("by hand");
              t.secret.previous(t.value("old")).current(t.value("now")).start();
            },
            2,
            "outage  the service rejected AWSCURRENT (not listed), so that clients cannot log in. Store the credential that works now with PutSecretValue, or set the one of AWSCURRENT in the service.\n",
            NOTE,
            "good    the service rejected AWSPREVIOUS (not listed), as it should unless it accepts older credentials for a time.\n"),
        Case.ill(
            "only the previous one logs in",
            t -> {
              t.accept("old");
              t.secret.previous(t.value("old")).current(t.value("now")).start();
            },
            2,
            "outage  the service rejected AWSCURRENT (not listed), so that clients cannot log in. Run 'keyturn unstick app --restore-previous', which makes the previous version current again.\n",
            NOTE,
            "good    AWSPREVIOUS logs in.\n"),
        Case.ill(
            "only the pending one logs in",
            t -> {
              t.accept("next");
              t.secret.current(t.value("now")).pending(t.value("next")).start();
            },
            2,
            "outage  the service rejected AWSCURRENT (not listed), so that clients cannot log in. Run 'keyturn unstick app', which makes the pending version current.\n",
            "fault   AWSPENDING is stuck on version <pending>, since <since>. Read in the function's log why, mend that, and run 'keyturn rotate app'; or run 'keyturn unstick app', which repairs the labels.\n",
            NOTE,
            "good    AWSPENDING logs in.\n"),
        Case.ill(
            "the pending one was never set",
            t -> t.secret.current(t.value("now")).pending(t.value("next")).start(),
            2,
            "fault   AWSPENDING is stuck on version <pending>, since <since>. Read in the function's log why, mend that, and run 'keyturn rotate app'; or run 'keyturn unstick app', which repairs the labels.\n",
            NOTE,
            "note    the service rejected AWSPENDING (not listed): its value was never set, or not lastingly.\n",
            "good    AWSCURRENT logs in.\n"),
        Case.ill(
            "the service is down, and is asked once only",
            t -> {
              Files.writeString(t.directory.resolve("down"), "nobody answers");
              t.secret.previous(t.value("old")).current(t.value("now")).start();
            },
            1,
            "fault   logging in with AWSCURRENT as user 'me' at host 'here': nobody answers. Start the service.\n",
            NOTE,
            "note    AWSPREVIOUS was not tried: the service could not be asked for AWSCURRENT.\n"),
        Case.ill(
            "the rotator fails",
            t -> {
              Files.delete(t.directory.resolve("accepted"));
              t.secret.current(t.value("now")).start();
            },
            1,
            "fault   the rotator threw java.nio.file.NoSuchFileException: <directory>/accepted. Have the rotator say a reason and a remedy for that.\n",
            NOTE));
  }

  private static Stream<Case> values() {
    return Stream.of(
        Case.ill(
            "the shape of current is wrong",
            t ->
                t.secret
                    .current(Map.of("engine", "listed", "host", List.of("here"), "username", "me"))
                    .start(),
            0,
            "outage  AWSCURRENT is no credential: member 'host' is not a text, or empty; member 'password' is missing. Store the credential that works now with PutSecretValue, as a JSON object: {\"engine\":\"listed\",\"host\":\"…\",\"port\":1,\"username\":\"…\",\"password\":\"…\",\"dbname\":\"none\"}.\n",
            NOTE),
        Case.ill(
            "current is no JSON",
            t -> t.secret.previous(t.value("old")).current("a text").start(),
            0,
            "outage  AWSCURRENT is no credential: it is not valid JSON, or names a member twice. Store the credential that works now with PutSecretValue, as a JSON object: {\"engine\":\"listed\",\"host\":\"…\",\"port\":1,\"username\":\"…\",\"password\":\"…\",\"dbname\":\"none\"}.\n",
            NOTE,
            "note    AWSPREVIOUS was not tried: AWSCURRENT does not say which user and host it should be for.\n"),
        Case.ill(
            "the shape of pending is wrong",
            t -> t.secret.current(t.value("now")).pending(Map.of("engine", "listed")).start(),
            1,
            "fault   AWSPENDING is stuck on version <pending>, since <since>. Read in the function's log why, mend that, and run 'keyturn rotate app'; or run 'keyturn unstick app', which repairs the labels.\n",
            "fault   AWSPENDING is no credential: member 'host' is missing; member 'username' is missing; member 'password' is missing. Run 'keyturn unstick app', which takes AWSPENDING off, and rotate again.\n",
            NOTE,
            "good    AWSCURRENT logs in.\n"),
        Case.ill(
            "pending is somebody else's",
            t ->
                t.secret
                    .current(t.value("now"))
                    .pending(t.value("next", "host", "elsewhere"))
                    .start(),
            1,
            "fault   AWSPENDING is stuck on version <pending>, since <since>. Read in the function's log why, mend that, and run 'keyturn rotate app'; or run 'keyturn unstick app', which repairs the labels.\n",
            "fault   AWSPENDING is for user 'me' at host 'elsewhere', which does not follow from AWSCURRENT. Run 'keyturn unstick app', which takes AWSPENDING off, and rotate again.\n",
            NOTE,
            "good    AWSCURRENT logs in.\n"),
        Case.well(
            "previous is somebody else's",
            t ->
                t.secret
                    .previous(t.value("old", "username", "you"))
                    .current(t.value("now"))
                    .start(),
            1,
            NOTE,
            "note    AWSPREVIOUS is for user 'you' at host 'here', which does not follow from AWSCURRENT. See who changed the secret in between.\n",
            "good    AWSCURRENT logs in.\n"),
        Case.well(
            "previous is no credential",
            t -> t.secret.previous(Map.of("x", 1)).current(t.value("now")).start(),
            1,
            NOTE,
            "note    AWSPREVIOUS cannot be read: member 'engine' is missing; member 'host' is missing; member 'username' is missing; member 'password' is missing. Nothing needs to be done unless it is needed to recover.\n",
            "good    AWSCURRENT logs in.\n"),
        Case.ill(
            "the admin secret is missing",
            t -> t.secret.current(t.value("now", "masterarn", "root")).start(),
            1,
            "fault   the admin secret root does not exist or has no value. Correct the member 'masterarn' of the secret.\n",
            NOTE,
            "good    AWSCURRENT logs in.\n"),
        Case.ill(
            "the admin secret is for another host",
            t -> {
              t.secret.current(t.value("now", "masterarn", "root")).start();
              t.create("root", t.value("root", "host", "there"));
            },
            1,
            "fault   the admin secret root is for host 'there', but AWSCURRENT names host 'here'. Name the same host in both secrets; the admin's password is sent to no other.\n",
            NOTE,
            "good    AWSCURRENT logs in.\n"),
        Case.well(
            "the admin secret is there",
            t -> {
              t.secret.current(t.value("now", "masterarn", "root")).start();
              t.create("root", t.value("root"));
            },
            1,
            NOTE,
            "good    AWSCURRENT logs in.\n",
            "good    the admin secret can be read, and is for the same host.\n"));
  }

  private static Stream<Case> rotations() {
    return Stream.of(
        Case.ill(
            "createSecret never succeeded",
            t -> t.secret.current(t.value("now")).pending(null).start(),
            1,
            "fault   AWSPENDING is stuck on version <pending>, since <since>, which has no value: createSecret never succeeded. Read in the function's log why, mend that, and run 'keyturn rotate app'; 'keyturn unstick app' takes the label off.\n",
            NOTE,
            "good    AWSCURRENT logs in.\n"),
        Case.well(
            "a rotation may be under way",
            t ->
                t.secret.begun(Duration.ofSeconds(5)).current(t.value("now")).pending(null).start(),
            1,
            "note    a rotation to version <pending> began at <since>, and may still be under way. Wait two minutes, and run doctor again.\n",
            NOTE,
            "good    AWSCURRENT logs in.\n"),
        Case.ill(
            "never configured",
            t -> t.secret.function(null).current(t.value("now")).start(),
            1,
            "risk    rotation was never configured. Run: aws secretsmanager rotate-secret --secret-id app --rotation-lambda-arn ARN --rotation-rules AutomaticallyAfterDays=30.\n",
            "good    AWSCURRENT logs in.\n"),
        Case.ill(
            "cancelled",
            t -> {
              t.secret.current(t.value("now")).start();
              t.call(client -> client.cancelRotateSecret(r -> r.secretId("app")));
            },
            1,
            "fault   rotation was cancelled, so that nothing starts or completes one. Turn it on again with 'keyturn rotate app', which also rotates.\n",
            NOTE,
            "good    AWSCURRENT logs in.\n"),
        Case.ill(
            "overdue",
            t -> t.secret.begun(Duration.ofDays(40)).current(t.value("now")).start(),
            1,
            "fault   the rotation that was due until <due> has not been done; the last one was never. Read in the function's log why, mend that, and run 'keyturn rotate app'.\n",
            NOTE,
            "good    AWSCURRENT logs in.\n"),
        Case.ill(
            "a function of another region",
            t ->
                t.secret
                    .function(StuckSecret.FUNCTION.replace("eu-west-1", "eu-west-2"))
                    .current(t.value("now"))
                    .start(),
            1,
            "fault   the function is in region eu-west-2, but the secret in eu-west-1. Name a function of the secret's region in RotateSecret.\n",
            "good    AWSCURRENT logs in.\n"));
  }

  private static Stream<Case> lives() {
    return Stream.of(
        Case.ill(
            "marked for deletion",
            t -> {
              t.secret.current(t.value("now")).start();
              t.call(
                  client -> client.deleteSecret(r -> r.secretId("app").recoveryWindowInDays(7L)));
            },
            0,
            "outage  the secret is marked for deletion, and is deleted after <deletion>; until then nobody can read it. Run: aws secretsmanager restore-secret --secret-id app.\n"),
        Case.ill(
            "no version is current",
            t -> t.secret.pending(t.value("next")).start(),
            0,
            "outage  no version is labelled AWSCURRENT. Store the credential that works now with PutSecretValue.\n",
            "fault   AWSPENDING is stuck on version <pending>, since <since>. Read in the function's log why, mend that, and run 'keyturn rotate app'; or run 'keyturn unstick app', which repairs the labels.\n",
            NOTE,
            "note    AWSPENDING was not tried: AWSCURRENT does not say which user and host it should be for.\n"),
        Case.ill(
            "a replica is out of sync",
            t -> {
              t.secret.current(t.value("now")).start();
              t.createIn("eu-west-2", "app");
              t.call(
                  client ->
                      client.replicateSecretToRegions(
                          r ->
                              r.secretId("app")
                                  .addReplicaRegions(
                                      ReplicaRegionType.builder().region("eu-west-2").build())));
            },
            1,
            "fault   the replica in region eu-west-2 is out of sync: Replication failed: Secret name app already exists in region eu-west-2. Mend that, then replicate it again with ReplicateSecretToRegions; with ForceOverwriteReplicaSecret it takes the place of a secret of that name.\n",
            NOTE,
            "good    AWSCURRENT logs in.\n"));
  }

  private static Stream<Case> policies() {
    String broad =
        "risk    the resource policy is too wide: This resource policy grants broad access to your secret. Secrets Manager does not allow creating and applying such policies in the console. Name who may have the secret, or confine the statement with a condition such as aws:PrincipalOrgID.\n";
    String lockOut =
        "risk    the resource policy fails LockOut: Your requested changes will not allow you to manage this secret in the future. Correct it with PutResourcePolicy.\n";
    String note = NOTE + "good    AWSCURRENT logs in.\n";
    return Stream.of(
        Case.ill(
            "everybody may read",
            t -> t.policy("Allow", "'*'", "secretsmanager:GetSecretValue", ""),
            1,
            broad,
            note),
        Case.ill(
            "another account may read",
            t ->
                t.policy(
                    "Allow",
                    "{'AWS':['arn:aws:iam::210987654321:role/reader','123456789012']}",
                    "secretsmanager:GetSecretValue",
                    ""),
            1,
            "risk    the resource policy lets account 210987654321 in. Take it out of the policy, unless it is meant to have the secret.\n",
            note),
        Case.ill(
            "nobody may write",
            t -> t.policy("Deny", "'*'", "secretsmanager:*Put*','secretsmanager:UpdateSecret*", ""),
            1,
            "fault   the resource policy denies everybody PutSecretValue, UpdateSecretVersionStage, without which no rotation succeeds. Except the function's role from that statement, for instance by a condition on aws:PrincipalArn.\n",
            lockOut,
            note),
        Case.ill(
            "nobody may change the policy",
            t -> t.policy("Deny", "'*'", "secretsmanager:PutResourcePolicy", ""),
            1,
            lockOut,
            note),
        Case.well(
            "some may not read",
            t ->
                t.policy(
                    "Deny",
                    "'*'",
                    "secretsmanager:GetSecretValue",
                    ",'Condition':{'StringNotEquals':{'aws:SourceVpc':'vpc-1'}}"),
            1,
            NOTE,
            "note    the resource policy denies GetSecretValue to some, or on some condition. See that the function's role is not concerned.\n",
            "good    AWSCURRENT logs in.\n"),
        Case.well(
            "an own role may read",
            t ->
                t.policy(
                    "Allow",
                    "{'AWS':'arn:aws:iam::123456789012:role/reader'}",
                    "secretsmanager:GetSecretValue",
                    ""),
            1,
            note));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void says(Case matter) throws IOException {
    matter.setting().set(this);

    Cli.Result result = secret.run("doctor", "app", "--rotator", ROTATOR);

    assertThat(result.err()).isEmpty();
    assertThat(result.out()).isEqualTo(located(matter.said() + "app " + matter.end() + ".\n"));
    assertThat(result.code()).isEqualTo(matter.end().startsWith("is healthy") ? 0 : 1);
    assertThat(attempts()).isEqualTo(Integer.parseInt(matter.end().replaceAll("\\D", "")));
  }

  @Test
  void withoutLoginsValuesAreStillReadAndCompared() throws IOException {
    secret.previous(value("old")).current(value("now")).pending(value("next", "port", "x")).start();

    Cli.Result result = secret.run("doctor", "app", "--rotator", ROTATOR, "--no-login");

    assertThat(result.out())
        .isEqualTo(
            located(
                "fault   AWSPENDING is stuck on version <pending>, since <since>. Read in the function's log why, mend that, and run 'keyturn rotate app'; or run 'keyturn unstick app', which repairs the labels.\n"
                    + "fault   AWSPENDING is no credential: member 'port' is not a number from 1 to 65535. Run 'keyturn unstick app', which takes AWSPENDING off, and rotate again.\n"
                    + NOTE
                    + "note    AWSCURRENT was not tried: no logins were asked for.\n"
                    + "note    AWSPREVIOUS was not tried: no logins were asked for.\n"
                    + "app is not well; logins made: 0.\n"));
    assertThat(attempts()).isZero();
  }

  @Test
  void aSecretOfNoKnownEngineIsNotCalledHealthy() throws IOException {
    secret.current(value("now")).start();
    String said =
        "%s  whether the credentials log in is not known: the secret is of no engine that has a rotator here. Name its rotator with --rotator class:[DIR!]NAME, or leave the logins out with --no-login.\n";

    Cli.Result asked = secret.run("doctor", "app");
    assertThat(asked.code()).isEqualTo(1);
    assertThat(asked.out())
        .isEqualTo(said.formatted("risk  ") + NOTE + "app is not well; logins made: 0.\n");

    Cli.Result unasked = secret.run("doctor", "app", "--no-login");
    assertThat(unasked.code()).isZero();
    assertThat(unasked.out())
        .isEqualTo(NOTE + said.formatted("note  ") + "app is healthy; logins made: 0.\n");
  }

  /** Only the function's configuration tells whether the users of an admin take turns. */
  @ParameterizedTest
  @CsvSource({
    "me, '', true",
    "me_clone, '', true",
    "you, '', false",
    "me, --function-env ROTATION_STRATEGY=alternating, false",
    "me_clone, --function-env ROTATION_STRATEGY=alternating, true",
    "me_clone, --function-env ROTATION_STRATEGY=admin, false",
    "me, --function-env ROTATION_STRATEGY=single, true",
  })
  void pendingIsWhoeverMayFollow(String user, String option, boolean follows) throws IOException {
    accept("now", "next");
    secret
        .current(value("now", "masterarn", "root"))
        .pending(value("next", "masterarn", "root", "username", user))
        .start();

    String[] words = ("doctor app --rotator " + ROTATOR + " " + option).strip().split(" ", -1);
    String out = secret.run(words).out();

    assertThat(out.contains("good    AWSPENDING logs in.\n")).as(out).isEqualTo(follows);
    assertThat(
            out.contains(
                "fault   AWSPENDING is for user '%s' at host 'here', which does not follow from AWSCURRENT. "
                    .formatted(user)))
        .as(out)
        .isEqualTo(!follows);
    assertThat(attempts()).isEqualTo(follows ? 2 : 1);
  }

  @Test
  void aReplicaIsRotatedElsewhere() throws IOException {
    secret.current(value("now")).start();
    call(
        client ->
            client.replicateSecretToRegions(
                r ->
                    r.secretId("app")
                        .addReplicaRegions(
                            ReplicaRegionType.builder().region("eu-west-2").build())));

    Cli.Result result = secret.runIn("eu-west-2", "doctor", "app", "--rotator", ROTATOR);

    assertThat(result.out())
        .isEqualTo(
            """
            note    this is a replica of region eu-west-1, where it is rotated. Run doctor with --region eu-west-1.
            good    AWSCURRENT logs in.
            app is healthy; logins made: 1.
            """);
    assertThat(result.code()).isZero();
  }

  @Test
  void aProgramCanReadIt() throws IOException {
    accept("by hand");
    secret.function(null).current(value("now")).start();

    Cli.Result result = secret.run("doctor", "app", "--rotator", ROTATOR, "--json");

    assertThat(result.code()).isEqualTo(1);
    assertThat(JSON.std.anyFrom(result.out()))
        .isEqualTo(
            Map.of(
                "secret",
                "app",
                "healthy",
                false,
                "logins",
                1,
                "findings",
                List.of(
                    Map.of(
                        "gravity",
                        "outage",
                        "observed",
                        "the service rejected AWSCURRENT (not listed), so that clients cannot log in",
                        "remedy",
                        "Store the credential that works now with PutSecretValue, or set the one of AWSCURRENT in the service"),
                    Map.of(
                        "gravity",
                        "risk",
                        "observed",
                        "rotation was never configured",
                        "remedy",
                        "Run: aws secretsmanager rotate-secret --secret-id app --rotation-lambda-arn ARN --rotation-rules AutomaticallyAfterDays=30"))));
  }

  @Test
  void whatCannotLogInFromHereIsWrongUsage() throws IOException {
    secret.current(value("now")).start();

    for (String target : List.of("process:x.Rotator", "http://127.0.0.1:1", "Rotator")) {
      Cli.Result result = secret.run("doctor", "app", "--rotator", target);
      assertThat(result.code()).isEqualTo(2);
      assertThat(result.err())
          .isEqualTo(
              "keyturn: --rotator is '%s', but a rotator that logs in from here is class:[DIR!]NAME\n"
                  .formatted(target));
    }
    Cli.Result variables =
        secret.run("doctor", "app", "--rotator", ROTATOR, "--function-env", "LOGIN_BUDGET=many");
    assertThat(variables.code()).isEqualTo(2);
    assertThat(variables.err())
        .isEqualTo(
            "keyturn: the function's environment variables are wrong: LOGIN_BUDGET is not a whole number from 3 to 20. Correct --function-env.\n");
  }

  @Test
  void aRotatorThatIsNotThereIsSaidOnce() throws IOException {
    secret.current(value("now")).start();

    Cli.Result result = secret.run("doctor", "app", "--rotator", "class:com.example.Missing");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out())
        .isEqualTo(
            "risk    whether the credentials log in is not known: the rotator: class com.example.Missing or one that it needs is not found: com.example.Missing. Put what is missing on the class path of this command, or into the DIR of --rotator class:DIR!NAME.\n"
                + NOTE
                + "app is not well; logins made: 0.\n");
  }

  void accept(String... passwords) throws IOException {
    Files.write(directory.resolve("accepted"), List.of(passwords));
  }

  private long attempts() throws IOException {
    Path file = directory.resolve("attempts");
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  private Map<String, Object> value(String password, String... more) {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("engine", "listed");
    value.put("host", "here");
    value.put("username", "me");
    value.put("password", password);
    value.put("dbname", directory.toString());
    for (int i = 0; i < more.length; i += 2) {
      value.put(more[i], more[i + 1]);
    }
    return value;
  }

  private void create(String name, Map<String, Object> value) throws IOException {
    String text = JSON.std.asString(value);
    call(client -> client.createSecret(r -> r.name(name).secretString(text)));
  }

  private void createIn(String region, String name) {
    try (SecretsManagerClient client = secret.client(region)) {
      client.createSecret(r -> r.name(name).secretString("another"));
    }
  }

  private void call(Consumer<SecretsManagerClient> call) {
    try (SecretsManagerClient client = secret.client("eu-west-1")) {
      call.accept(client);
    }
  }

  private void policy(String effect, String principal, String action, String condition) {
    secret.current(value("now")).start();
    String policy =
        "{'Statement':[{'Effect':'%s','Principal':%s,'Action':['%s'],'Resource':'*'%s}]}"
            .formatted(effect, principal, action, condition)
            .replace('\'', '"');
    call(client -> client.putResourcePolicy(r -> r.secretId("app").resourcePolicy(policy)));
  }

  private String located(String text) {
    Instant since = secret.since();
    return text.replace("<pending>", StuckSecret.PENDING)
        .replace("<since>", since.toString())
        .replace("<directory>", directory.toString())
        .replace("<deletion>", since.plus(Duration.ofDays(7)).toString())
        .replace(
            "<due>",
            since
                .truncatedTo(ChronoUnit.DAYS)
                .plus(Duration.ofDays(31))
                .minusSeconds(1)
                .toString());
  }
}
