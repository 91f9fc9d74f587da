package dev.keyturn.local;

import static dev.keyturn.local.Wire.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.local.rotation.RetryPolicy;
import dev.keyturn.local.time.VirtualClock;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that ends and starts again on its data: for its clients it has never been away. */
@Timeout(60)
class DurableServiceTest {

  private static final String FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:Door";
  private static final FunctionTarget DOOR =
      FunctionTarget.parse("class:dev.keyturn.local.FileDoorRotator");

  /** What tells the answers of CreateSecret, DeleteSecret, DescribeSecret and of errors apart. */
  private static final Pattern TELLING =
      Pattern.compile("\"Name\":\"s\\d+\"\\}|DeletionDate|DeletedDate|__type");

  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir Path directory;
  private final List<ServiceEvent> events = new CopyOnWriteArrayList<>();
  private EmbeddedSecretsManager service;
  private Wire wire;
  private Path lock;
  private Path seed;
  private Instant now = START;
  private int attempts = 1;

  @BeforeEach
  void start() throws IOException {
    lock = directory.resolve("lock");
    EmbeddedSecretsManagerBuilder builder =
        EmbeddedSecretsManager.builder()
            .data(directory.resolve("data"))
            .clock(new VirtualClock(now))
            .retries(new RetryPolicy(attempts, Duration.ofHours(1)))
            .observer(events::add)
            .function("Door", DOOR);
    if (seed != null) {
      builder.seed(seed);
    }
    service = builder.start();
    wire = new Wire(service.endpoint());
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private void restart() throws IOException {
    now = service.clock().instant();
    service.close();
    events.clear();
    start();
  }

  @Test
  void everythingThatIsToldOfASecretIsTheSame() throws Exception {
    wire.call(
        "CreateSecret",
        "Name",
        "full",
        "ClientRequestToken",
        token(1),
        "Description",
        "who uses it",
        "SecretString",
        "first \u20ac",
        "Tags",
        List.of(tag("z", "1"), tag("a", "2")),
        "AddReplicaRegions",
        List.of(Map.of("Region", "us-west-2", "KmsKeyId", "alias/there")));
    wire.call(
        "PutSecretValue",
        "SecretId",
        "full",
        "ClientRequestToken",
        token(2),
        "SecretBinary",
        "AAEC");
    stage("full", "mine", 1);
    wire.call("PutResourcePolicy", "SecretId", "full", "ResourcePolicy", policy());
    wire.call("GetSecretValue", "SecretId", "full");
    wire.call("CreateSecret", "Name", "partner", "ClientRequestToken", token(1), "Type", "Partner");
    wire.call("CreateSecret", "Name", "going", "ClientRequestToken", token(1), "SecretString", "x");
    wire.call("DeleteSecret", "SecretId", "going", "RecoveryWindowInDays", 7);
    wire.call("CreateSecret", "Name", "gone", "ClientRequestToken", token(1), "SecretString", "x");
    wire.call("DeleteSecret", "SecretId", "gone", "ForceDeleteWithoutRecovery", true);
    pass(Duration.ofDays(1));
    // The first telling counts as reading on this day.
    assertThat(told()).isNotEmpty();
    Map<String, Object> before = told();

    restart();

    assertThat(told()).isEqualTo(before);
    assertThat(before.toString()).contains("who uses it", "first \u20ac", "AAEC", "us-west-2");
    assertThat(wire.refusal("DescribeSecret", "SecretId", "gone"))
        .isEqualTo("ResourceNotFoundException: Secrets Manager can't find the specified secret.");
    assertThat(wire.refusal("GetSecretValue", "SecretId", "going"))
        .isEqualTo(
            "InvalidRequestException: You can't perform this operation on the secret because it was"
                + " marked for deletion.");
  }

  @Test
  void aTokenOfAPageIsGoodAfterwards() throws IOException {
    for (String name : List.of("a", "b", "c")) {
      create(name, 1, "x");
    }
    String token = (String) wire.call("ListSecrets", "MaxResults", 2).get("NextToken");

    restart();

    assertThat(names(wire.call("ListSecrets", "NextToken", token))).containsExactly("c");
  }

  @Test
  void aRequestThatIsRepeatedAfterwardsIsTheSameRequest() throws IOException {
    create("s", 1, "x");
    restart();
    create("s", 1, "x");
    assertThat(
            wire.refusal(
                "PutSecretValue",
                "SecretId",
                "s",
                "ClientRequestToken",
                token(1),
                "SecretString",
                "y"))
        .startsWith("ResourceExistsException: You can't use ClientRequestToken " + token(1));
  }

  @Test
  void aSeedLeavesAloneWhatIsThere() throws IOException {
    seed = Files.writeString(directory.resolve("seed"), seeds("a"));
    restart();
    put("a", 2, "changed by hand");
    Files.writeString(seed, seeds("a", "b"));

    restart();

    assertThat(value("a")).isEqualTo("changed by hand");
    assertThat(value("b")).isEqualTo("seeded");
  }

  @Test
  void aWindowForDeletionEndsWhenItWouldHave() throws Exception {
    create("s", 1, "x");
    wire.call("DeleteSecret", "SecretId", "s", "RecoveryWindowInDays", 7);
    pass(Duration.ofDays(6));
    restart();
    wire.call("DescribeSecret", "SecretId", "s");

    pass(Duration.ofDays(2));

    assertThat(wire.refusal("DescribeSecret", "SecretId", "s"))
        .isEqualTo("ResourceNotFoundException: Secrets Manager can't find the specified secret.");
    assertThat(versionDeletions()).containsExactly("EndSecretVersionDelete");
  }

  @Test
  void aWindowForDeletionThatEndedMeanwhileIsMadeUpFor() throws Exception {
    create("s", 1, "x");
    wire.call("DeleteSecret", "SecretId", "s", "RecoveryWindowInDays", 7);
    pass(Duration.ofDays(6));
    service.close();
    events.clear();
    now = START.plus(Duration.ofDays(8));

    start();

    pass(Duration.ZERO);
    assertThat(versionDeletions()).containsExactly("EndSecretVersionDelete");
    create("s", 1, "another");
  }

  @Test
  void deprecatedVersionsArePurgedWhenTheyAreADayOld() throws Exception {
    create("s", 1, "x");
    for (int i = 2; i <= 103; i++) {
      put("s", i, "x");
    }
    restart();
    assertThat(versions()).hasSize(103);

    pass(Duration.ofHours(25));

    assertThat(versions()).hasSize(100);
  }

  @Test
  void aScheduleGoesOn() throws Exception {
    createDoor();
    rotate("RotationRules", Map.of("AutomaticallyAfterDays", 10));
    pass(Duration.ZERO);
    Object next = wire.call("DescribeSecret", "SecretId", "door").get("NextRotationDate");
    String first = wire.call("GetSecretValue", "SecretId", "door").get("VersionId").toString();

    restart();

    assertThat(wire.call("DescribeSecret", "SecretId", "door"))
        .containsEntry("NextRotationDate", next);
    pass(Duration.ofDays(11));
    assertThat(rotationEvents()).containsExactly("RotationStarted", "RotationSucceeded");
    assertThat(value("door")).contains(Files.readString(lock));
    assertThat(wire.call("GetSecretValue", "SecretId", "door").get("VersionId"))
        .isNotEqualTo(first);
  }

  @Test
  void aRotationThatWasUnderWayIsResumedWithItsVersion() throws Exception {
    createDoor();
    Files.createFile(directory.resolve("hang"));
    rotate();
    awaitPendingValue();

    service.close();
    events.clear();
    assertThat(lock).hasContent("first-password");
    Files.delete(directory.resolve("hang"));
    start();

    pass(Duration.ZERO);
    assertThat(rotationEvents()).containsExactly("RotationStarted", "RotationSucceeded");
    assertThat(wire.labels("door"))
        .containsEntry(token(2), List.of("AWSCURRENT", "AWSPENDING"))
        .containsEntry(token(1), List.of("AWSPREVIOUS"));
    assertThat(value("door")).contains(Files.readString(lock)).doesNotContain("first-password");
    restart();
    pass(Duration.ZERO);
    assertThat(rotationEvents()).as("nothing is resumed twice").isEmpty();
  }

  @Test
  void aRotationThatWaitsForItsNextAttemptIsResumed() throws Exception {
    attempts = 2;
    restart();
    createDoor();
    Files.writeString(lock, "changed by hand");
    rotate();
    pass(Duration.ofMinutes(1));
    assertThat(rotationEvents()).containsExactly("RotationStarted");
    Files.writeString(lock, "first-password");

    restart();

    pass(Duration.ZERO);
    assertThat(rotationEvents()).containsExactly("RotationStarted", "RotationSucceeded");
    assertThat(wire.labels("door")).containsEntry(token(2), List.of("AWSCURRENT", "AWSPENDING"));
  }

  @Test
  void aRotationThatFailedIsNotResumed() throws Exception {
    createDoor();
    Files.writeString(lock, "changed by hand");
    rotate();
    pass(Duration.ZERO);
    assertThat(rotationEvents()).containsExactly("RotationStarted", "RotationFailed");

    restart();

    pass(Duration.ofDays(1));
    assertThat(rotationEvents()).isEmpty();
    assertThat(wire.labels("door"))
        .containsEntry(token(1), List.of("AWSCURRENT"))
        .containsEntry(token(2), List.of("AWSPENDING"));
    Files.writeString(lock, "first-password");
    assertThat(wire.refusal("RotateSecret", "SecretId", "door", "ClientRequestToken", token(3)))
        .isEqualTo(
            "InvalidRequestException: A previous rotation isn't complete. That rotation will be"
                + " reattempted.");
    pass(Duration.ZERO);
    assertThat(wire.labels("door")).containsEntry(token(2), List.of("AWSCURRENT", "AWSPENDING"));
  }

  /** A reattempt begins with a version that is pending already, and is noted all the same. */
  @Test
  void aRotationThatWasReattemptedIsResumed() throws Exception {
    createDoor();
    Files.writeString(lock, "changed by hand");
    rotate();
    pass(Duration.ZERO);
    Files.writeString(lock, "first-password");
    // What the first run told is not to be taken for the second one's.
    events.clear();
    Files.createFile(directory.resolve("hang"));
    assertThat(wire.refusal("RotateSecret", "SecretId", "door", "ClientRequestToken", token(3)))
        .startsWith("InvalidRequestException: A previous rotation isn't complete.");
    awaitStep("setSecret");
    service.close();
    events.clear();
    Files.delete(directory.resolve("hang"));

    start();

    pass(Duration.ZERO);
    assertThat(rotationEvents()).containsExactly("RotationStarted", "RotationSucceeded");
    assertThat(wire.labels("door")).containsEntry(token(2), List.of("AWSCURRENT", "AWSPENDING"));
  }

  @Test
  void aPendingVersionOfASeedIsNotRotated() throws Exception {
    seed =
        Files.writeString(
            directory.resolve("seed"),
            """
            {"secrets":[{"region":"eu-west-1","name":"s",
              "versions":[{"id":"%s","stages":["AWSCURRENT"],"value":"x"},
                          {"id":"%s","stages":["AWSPENDING"]}],
              "rotation":{"functionArn":"%s"}}]}"""
                .formatted(token(1), token(2), FUNCTION));
    restart();
    restart();

    pass(Duration.ofDays(1));

    assertThat(rotationEvents()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"CancelRotateSecret", "DeleteSecret", "PutSecretValue"})
  void aRotationThatIsNoLongerWantedIsNotResumed(String operation) throws Exception {
    createDoor();
    Files.createFile(directory.resolve("hang"));
    rotate();
    awaitPendingValue();
    if (operation.equals("PutSecretValue")) {
      put("door", 3, "by hand");
    } else {
      wire.call(operation, "SecretId", "door");
    }
    service.close();
    events.clear();
    Files.delete(directory.resolve("hang"));

    start();

    pass(Duration.ZERO);
    assertThat(rotationEvents())
        .doesNotContain("RotationSucceeded", "RotationFailed")
        .isSubsetOf("RotationStarted", "RotationAbandoned");
    assertThat(events).noneMatch(ServiceEvent.StepStarted.class::isInstance);
    restart();
    pass(Duration.ZERO);
    assertThat(rotationEvents()).isEmpty();
  }

  @Test
  void aTestThatWasCutShortIsRunAgainAndLeavesNothingBehind() throws Exception {
    createDoor();
    Files.createFile(directory.resolve("hang-login"));
    rotate("RotateImmediately", false);
    awaitStep("testSecret");
    assertThat(wire.labels("door")).containsEntry(token(2), List.of("AWSPENDING"));
    service.close();
    events.clear();
    Files.delete(directory.resolve("hang-login"));

    start();

    pass(Duration.ZERO);
    assertThat(rotationEvents()).containsExactly("TestRotationStarted", "TestRotationSucceeded");
    assertThat(wire.labels("door")).containsOnlyKeys(token(1));
    restart();
    pass(Duration.ZERO);
    assertThat(rotationEvents()).isEmpty();
  }

  /** They wait for the disk on other threads, and must not overtake each other there. */
  @Test
  void requestsThatAreSentAtOnceAreAnsweredInTheirOrder() throws IOException {
    StringBuilder requests = new StringBuilder();
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String name = "s" + i;
      requests.append(
          raw("CreateSecret", Wire.members("Name", name, "ClientRequestToken", token(1))));
      requests.append(raw("DeleteSecret", Wire.members("SecretId", name)));
      requests.append(raw("DescribeSecret", Wire.members("SecretId", name)));
      wanted.addAll(List.of("\"Name\":\"" + name + "\"}", "DeletionDate", "DeletedDate"));
    }
    String answers;
    try (Socket socket = new Socket(service.endpoint().getHost(), service.endpoint().getPort())) {
      socket.getOutputStream().write(requests.toString().getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    Matcher each = TELLING.matcher(answers);
    assertThat(each.results().map(MatchResult::group)).containsExactlyElementsOf(wanted);
  }

  private static String raw(String operation, Map<String, Object> members) throws IOException {
    String body = JSON.std.asString(members);
    return String.join(
        "\r\n",
        "POST / HTTP/1.1",
        "Host: localhost",
        "X-Amz-Target: secretsmanager." + operation,
        "Authorization: " + Wire.AUTHORIZATION,
        "Content-Length: " + body.length(),
        "",
        body);
  }

  @Test
  void aSecondServiceIsRefusedAndTheFirstGoesOn() throws IOException {
    assertThatThrownBy(this::start)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "%s is in use by another server (this very process). Stop that one, or name another"
                + " directory",
            directory.resolve("data"));
    create("s", 1, "x");
  }

  /** What keeps a service from its start leaves the directory to the next one. */
  @Test
  void aServiceThatCannotStartLeavesTheDirectory() throws IOException {
    service.close();
    assertThatThrownBy(
            () ->
                EmbeddedSecretsManager.builder()
                    .data(directory.resolve("data"))
                    .function("F", FunctionTarget.parse("class:com.example.Nothing"))
                    .start())
        .isInstanceOf(IllegalArgumentException.class);
    start();
    create("s", 1, "x");
  }

  private void pass(Duration time) throws InterruptedException {
    service.clock().advance(time);
  }

  private static Map<String, String> tag(String key, String value) {
    return Map.of("Key", key, "Value", value);
  }

  private static String policy() {
    return """
        {"Version":"2012-10-17","Statement":[{"Effect":"Deny",
          "Principal":{"AWS":"arn:aws:iam::123456789012:user/ann"},
          "Action":"secretsmanager:DeleteSecret","Resource":"*"}]}""";
  }

  private static String seeds(String... names) {
    List<String> secrets = new ArrayList<>();
    for (String name : names) {
      secrets.add(
          """
          {"region":"eu-west-1","name":"%s",
           "versions":[{"id":"%s","stages":["AWSCURRENT"],"value":"seeded"}]}"""
              .formatted(name, token(1)));
    }
    return "{\"secrets\":[%s]}".formatted(String.join(",", secrets));
  }

  private void create(String name, int version, String value) throws IOException {
    wire.call(
        "CreateSecret", "Name", name, "ClientRequestToken", token(version), "SecretString", value);
  }

  private void put(String name, int version, String value) throws IOException {
    wire.call(
        "PutSecretValue",
        "SecretId",
        name,
        "ClientRequestToken",
        token(version),
        "SecretString",
        value);
  }

  private void stage(String name, String label, int version) throws IOException {
    wire.call(
        "UpdateSecretVersionStage",
        "SecretId",
        name,
        "VersionStage",
        label,
        "MoveToVersionId",
        token(version));
  }

  private String value(String name) throws IOException {
    return (String) wire.call("GetSecretValue", "SecretId", name).get("SecretString");
  }

  private void createDoor() throws IOException {
    Files.writeString(lock, "first-password");
    create(
        "door",
        1,
        "{\"engine\":\"door\",\"username\":\"me\",\"password\":\"first-password\",\"host\":\"h\",\"dbname\":\"%s\"}"
            .formatted(lock));
  }

  /** Rotates the door to version 2. */
  private void rotate(Object... more) throws IOException {
    List<Object> members =
        new ArrayList<>(
            List.of(
                "SecretId", "door", "ClientRequestToken", token(2), "RotationLambdaARN", FUNCTION));
    members.addAll(List.of(more));
    wire.call("RotateSecret", members.toArray());
  }

  private void awaitPendingValue() throws Exception {
    awaitStep("setSecret");
  }

  private void awaitStep(String step) throws InterruptedException {
    Instant deadline = Instant.now().plusSeconds(20);
    while (events.stream()
        .noneMatch(event -> event instanceof ServiceEvent.StepStarted s && s.step().equals(step))) {
      assertThat(Instant.now()).as("%s of %s", step, events).isBefore(deadline);
      Thread.sleep(5);
    }
  }

  private List<String> rotationEvents() {
    return events.stream()
        .filter(ServiceEvent.Rotation.class::isInstance)
        .map(event -> ((ServiceEvent.Rotation) event).state().toString())
        .toList();
  }

  private List<String> versionDeletions() {
    return events.stream()
        .filter(ServiceEvent.VersionDeletion.class::isInstance)
        .map(event -> ((ServiceEvent.VersionDeletion) event).state().toString())
        .toList();
  }

  private List<Object> versions() throws IOException {
    List<Object> versions = new ArrayList<>();
    Map<String, Object> request =
        Wire.members("SecretId", "s", "IncludeDeprecated", true, "MaxResults", 100);
    do {
      Map<String, Object> page =
          JSON.std.mapFrom(wire.send("ListSecretVersionIds", request).body());
      versions.addAll((List<?>) page.get("Versions"));
      request.put("NextToken", page.get("NextToken"));
    } while (request.get("NextToken") != null);
    return versions;
  }

  private static List<Object> names(Map<String, Object> answer) {
    return ((List<?>) answer.get("SecretList"))
        .stream().<Object>map(secret -> ((Map<?, ?>) secret).get("Name")).toList();
  }

  /** Everything that is told of all secrets, values included. */
  private Map<String, Object> told() throws IOException {
    Map<String, Object> told = new LinkedHashMap<>();
    for (Object name : names(wire.call("ListSecrets", "IncludePlannedDeletion", true))) {
      told.put("describe " + name, wire.call("DescribeSecret", "SecretId", name));
      told.put("policy " + name, answer("GetResourcePolicy", "SecretId", name));
      told.put(
          "versions " + name,
          answer("ListSecretVersionIds", "SecretId", name, "IncludeDeprecated", true));
      for (int version = 1; version <= 2; version++) {
        told.put(
            "value %s %d".formatted(name, version),
            answer("GetSecretValue", "SecretId", name, "VersionId", token(version)));
      }
    }
    told.put("list", wire.call("ListSecrets", "IncludePlannedDeletion", true));
    return told;
  }

  private Map<String, Object> answer(String operation, Object... members) throws IOException {
    HttpResponse<String> answer = wire.send(operation, Wire.members(members));
    return JSON.std.mapFrom(answer.body());
  }
}
