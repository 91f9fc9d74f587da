package dev.keyturn.local.secrets;

import static dev.keyturn.local.secrets.LocalService.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.local.functions.FunctionTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ReplicaRegionType;
import software.amazon.awssdk.services.secretsmanager.model.ReplicationStatusType;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SecretVersionsListEntry;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/** Secrets in several regions: what replicas show, refuse and become. */
class ReplicationTest {

  private static final String READ_ONLY =
      "InvalidParameterException: Operation not permitted on a replica secret. Call must be made in"
          + " primary secret's region.";
  private static final String ADMIN =
      """
      {"Statement":[{"Effect":"Allow","Principal":{"AWS":"123456789012"},
       "Action":"secretsmanager:*","Resource":"*"}]}""";

  private static LocalService service;
  private static SecretsManagerClient ireland;
  private static SecretsManagerClient ohio;
  private static SecretsManagerClient tokyo;
  private static int secrets;
  private String name;

  @BeforeAll
  static void start() {
    service = LocalService.start();
    ireland = service.in("eu-west-1");
    ohio = service.in("us-east-2");
    tokyo = service.in("ap-northeast-1");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @BeforeEach
  void another() {
    name = "secret-" + secrets++;
  }

  @Test
  void aReplicaHasTheSameNameAndTheSameEndOfTheArn() {
    CreateSecretResponse created =
        ireland.createSecret(
            r ->
                r.name(name)
                    .description("Of both")
                    .secretString("value")
                    .addReplicaRegions(region("us-east-2")));

    DescribeSecretResponse replica = ohio.describeSecret(r -> r.secretId(name));

    assertThat(created.replicationStatus())
        .containsExactly(
            status(s -> s.region("us-east-2").kmsKeyId("alias/aws/secretsmanager"), "InProgress"));
    assertThat(replica.name()).isEqualTo(name);
    assertThat(replica.arn()).isEqualTo(created.arn().replace("eu-west-1", "us-east-2"));
    assertThat(replica.description()).isEqualTo("Of both");
    assertThat(replica.primaryRegion()).isEqualTo("eu-west-1");
    assertThat(replica.hasReplicationStatus()).isFalse();
    assertThat(replica.versionIdsToStages().keySet()).containsExactly(created.versionId());
    GetSecretValueResponse value = ohio.getSecretValue(r -> r.secretId(replica.arn()));
    assertThat(value.secretString()).isEqualTo("value");
    assertThat(value.versionId()).isEqualTo(created.versionId());
    assertThat(value.arn()).isEqualTo(replica.arn());
  }

  @Test
  void thePrimaryTellsOfItsReplicas() {
    ireland.createSecret(r -> r.name(name).secretString("value"));
    assertThat(ireland.describeSecret(r -> r.secretId(name)).primaryRegion()).isNull();

    var answer =
        ireland.replicateSecretToRegions(
            r ->
                r.secretId(name)
                    .addReplicaRegions(
                        region("us-east-2"),
                        ReplicaRegionType.builder()
                            .region("ap-northeast-1")
                            .kmsKeyId("alias/tokyo")
                            .build()));
    tokyo.getSecretValue(r -> r.secretId(name));
    DescribeSecretResponse primary = ireland.describeSecret(r -> r.secretId(name));

    assertThat(answer.arn()).isEqualTo(primary.arn());
    assertThat(answer.replicationStatus())
        .extracting(ReplicationStatusType::statusAsString)
        .containsExactly("InProgress", "InProgress");
    assertThat(primary.primaryRegion()).isEqualTo("eu-west-1");
    assertThat(primary.replicationStatus())
        .containsExactly(
            status(
                s ->
                    s.region("us-east-2")
                        .kmsKeyId("alias/aws/secretsmanager")
                        .statusMessage("Replication succeeded"),
                "InSync"),
            status(
                s ->
                    s.region("ap-northeast-1")
                        .kmsKeyId("alias/tokyo")
                        .statusMessage("Replication succeeded")
                        .lastAccessedDate(Instant.parse("2026-03-01T00:00:00Z")),
                "InSync"));
    assertThat(tokyo.describeSecret(r -> r.secretId(name)).kmsKeyId()).isEqualTo("alias/tokyo");
    assertThat(primary.lastAccessedDate()).isNull();
  }

  @Test
  void everyChangeInThePrimaryReachesTheReplicas() {
    replicated();
    String pending = "pending-version-of-this-rotation-1";
    ireland.putSecretValue(
        r ->
            r.secretId(name)
                .secretString("next")
                .clientRequestToken(pending)
                .versionStages("AWSPENDING", "blue"));
    ireland.tagResource(r -> r.secretId(name).tags(tag("team", "red"), tag("tier", "1")));
    ireland.untagResource(r -> r.secretId(name).tagKeys("tier"));
    ireland.updateSecret(r -> r.secretId(name).description("changed").kmsKeyId("alias/ireland"));
    ireland.putResourcePolicy(r -> r.secretId(name).resourcePolicy(ADMIN));

    sameInOhio();
    assertThat(ohio.getSecretValue(r -> r.secretId(name).versionStage("blue")).secretString())
        .isEqualTo("next");
    assertThat(ohio.getSecretValue(r -> r.secretId(name)).secretString()).isEqualTo("first");
    assertThat(ohio.getResourcePolicy(r -> r.secretId(name)).resourcePolicy()).isEqualTo(ADMIN);

    String current = ireland.getSecretValue(r -> r.secretId(name)).versionId();
    ireland.updateSecretVersionStage(
        r ->
            r.secretId(name)
                .versionStage("AWSCURRENT")
                .moveToVersionId(pending)
                .removeFromVersionId(current));
    ireland.deleteResourcePolicy(r -> r.secretId(name));

    sameInOhio();
    assertThat(ohio.getSecretValue(r -> r.secretId(name)).secretString()).isEqualTo("next");
    assertThat(ohio.getResourcePolicy(r -> r.secretId(name)).resourcePolicy()).isNull();
    assertThat(ohio.describeSecret(r -> r.secretId(name)).kmsKeyId()).isNull();
  }

  @Test
  void aRotationInThePrimaryReachesTheReplicas(@TempDir Path directory) throws Exception {
    Path lock = Files.writeString(directory.resolve("lock"), "first-password");
    try (LocalService rotating =
        new LocalService(
            builder ->
                builder.function(
                    "Door", FunctionTarget.parse("class:dev.keyturn.local.FileDoorRotator")))) {
      SecretsManagerClient primary = rotating.in("eu-west-1");
      SecretsManagerClient replica = rotating.in("us-east-2");
      primary.createSecret(
          r ->
              r.name(name)
                  .addReplicaRegions(region("us-east-2"))
                  .secretString(
                      """
                      {"engine":"door","host":"here","username":"me","password":"first-password",
                       "dbname":"%s"}"""
                          .formatted(lock)));

      primary.rotateSecret(r -> r.secretId(name).rotationLambdaARN("Door"));
      Instant end = Instant.now().plusSeconds(20);
      while (primary.describeSecret(r -> r.secretId(name)).lastRotatedDate() == null) {
        assertThat(Instant.now()).isBefore(end);
        Thread.sleep(10);
      }

      DescribeSecretResponse told = replica.describeSecret(r -> r.secretId(name));
      assertThat(replica.getSecretValue(r -> r.secretId(name)).secretString())
          .contains(Files.readString(lock))
          .doesNotContain("first-password");
      assertThat(told.rotationEnabled()).isTrue();
      assertThat(told.lastRotatedDate()).isEqualTo(rotating.now());

      replica.stopReplicationToReplica(r -> r.secretId(name));
      assertThat(replica.describeSecret(r -> r.secretId(name)).rotationEnabled()).isNull();
    }
  }

  @Test
  void aKeyThatCannotBeUsedFailsTheReplication() {
    Backend backend =
        new Backend(
            new InMemoryRepository(),
            () -> LocalService.START,
            new SecureRandom(),
            new KmsKeys(Set.of("alias/disabled")));
    Map<String, Operation> operations = SecretOperations.of(backend);
    Scope scope = new Scope(Scope.DEFAULT_ACCOUNT, "eu-west-1");
    operations
        .get("CreateSecret")
        .answer(
            scope,
            new Parameters(
                Map.of(
                    "Name",
                    name,
                    "ClientRequestToken",
                    "t",
                    "AddReplicaRegions",
                    List.of(Map.of("Region", "us-east-2", "KmsKeyId", "alias/disabled")))));

    assertThat(
            operations
                .get("DescribeSecret")
                .answer(scope, new Parameters(Map.of("SecretId", name)))
                .get("ReplicationStatus"))
        .isEqualTo(
            List.of(
                Map.of(
                    "Region",
                    "us-east-2",
                    "KmsKeyId",
                    "alias/disabled",
                    "Status",
                    "Failed",
                    "StatusMessage",
                    "Replication failed: Secrets Manager can't encrypt the protected secret text"
                        + " using the provided KMS key. Check that the KMS key is available,"
                        + " enabled, and not in an invalid state.")));
  }

  private void sameInOhio() {
    DescribeSecretResponse primary = ireland.describeSecret(r -> r.secretId(name));
    DescribeSecretResponse replica = ohio.describeSecret(r -> r.secretId(name));
    assertThat(replica.versionIdsToStages()).isEqualTo(primary.versionIdsToStages());
    assertThat(replica.tags()).isEqualTo(primary.tags()).isNotEmpty();
    assertThat(replica.description()).isEqualTo(primary.description());
    assertThat(replica.lastChangedDate()).isEqualTo(primary.lastChangedDate());
    assertThat(ohio.listSecretVersionIds(r -> r.secretId(name)).versions())
        .extracting(SecretVersionsListEntry::versionId)
        .containsExactlyElementsOf(
            ireland.listSecretVersionIds(r -> r.secretId(name)).versions().stream()
                .map(SecretVersionsListEntry::versionId)
                .toList());
  }

  static Stream<Arguments> changes() {
    return Map.<String, Change>ofEntries(
            Map.entry(
                "PutSecretValue", (c, n) -> c.putSecretValue(r -> r.secretId(n).secretString("x"))),
            Map.entry(
                "UpdateSecret", (c, n) -> c.updateSecret(r -> r.secretId(n).description("x"))),
            Map.entry(
                "UpdateSecret with a key and more",
                (c, n) -> c.updateSecret(r -> r.secretId(n).kmsKeyId("k").secretString("x"))),
            Map.entry(
                "UpdateSecretVersionStage",
                (c, n) -> c.updateSecretVersionStage(r -> r.secretId(n).versionStage("x"))),
            Map.entry(
                "TagResource", (c, n) -> c.tagResource(r -> r.secretId(n).tags(tag("k", "v")))),
            Map.entry("UntagResource", (c, n) -> c.untagResource(r -> r.secretId(n).tagKeys("k"))),
            Map.entry(
                "PutResourcePolicy",
                (c, n) -> c.putResourcePolicy(r -> r.secretId(n).resourcePolicy(ADMIN))),
            Map.entry("DeleteResourcePolicy", (c, n) -> c.deleteResourcePolicy(r -> r.secretId(n))),
            Map.entry("DeleteSecret", (c, n) -> c.deleteSecret(r -> r.secretId(n))),
            Map.entry(
                "DeleteSecret by force",
                (c, n) -> c.deleteSecret(r -> r.secretId(n).forceDeleteWithoutRecovery(true))),
            Map.entry("RestoreSecret", (c, n) -> c.restoreSecret(r -> r.secretId(n))),
            Map.entry(
                "RotateSecret",
                (c, n) -> c.rotateSecret(r -> r.secretId(n).rotationLambdaARN("f"))),
            Map.entry("CancelRotateSecret", (c, n) -> c.cancelRotateSecret(r -> r.secretId(n))),
            Map.entry(
                "ReplicateSecretToRegions",
                (c, n) ->
                    c.replicateSecretToRegions(
                        r -> r.secretId(n).addReplicaRegions(region("eu-west-3")))),
            Map.entry(
                "RemoveRegionsFromReplication",
                (c, n) ->
                    c.removeRegionsFromReplication(
                        r -> r.secretId(n).removeReplicaRegions("eu-west-3"))))
        .entrySet()
        .stream()
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  private interface Change {
    Object make(SecretsManagerClient client, String name);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void aReplicaIsReadOnly(String operation, Change change) {
    replicated();
    DescribeSecretResponse before = ohio.describeSecret(r -> r.secretId(name));

    assertThat(refusal(() -> change.make(ohio, name))).isEqualTo(READ_ONLY);

    assertThat(ohio.describeSecret(r -> r.secretId(name))).hasToString(before.toString());
  }

  @Test
  void onlyTheKeyOfAReplicaMayChange() {
    replicated();

    ohio.updateSecret(r -> r.secretId(name).kmsKeyId("alias/ohio"));

    assertThat(ohio.describeSecret(r -> r.secretId(name)).kmsKeyId()).isEqualTo("alias/ohio");
    DescribeSecretResponse primary = ireland.describeSecret(r -> r.secretId(name));
    assertThat(primary.kmsKeyId()).isNull();
    assertThat(primary.replicationStatus().get(0).kmsKeyId()).isEqualTo("alias/ohio");
  }

  @ParameterizedTest
  @ValueSource(strings = {"eu-west-1", "cn-north-1", "us-gov-west-1"})
  void noReplicaInTheSameRegionOrAnotherPartition(String region) {
    ireland.createSecret(r -> r.name(name));

    assertThat(
            refusal(
                () ->
                    ireland.replicateSecretToRegions(
                        r -> r.secretId(name).addReplicaRegions(region(region)))))
        .isEqualTo("InvalidParameterException: Invalid replica region.");
    assertThat(
            refusal(
                () ->
                    ireland.createSecret(
                        r -> r.name(name + "-2").addReplicaRegions(region(region)))))
        .isEqualTo("InvalidParameterException: Invalid replica region.");
    assertThat(refusal(() -> ireland.describeSecret(r -> r.secretId(name + "-2"))))
        .isEqualTo("ResourceNotFoundException: Secrets Manager can't find the specified secret.");
  }

  @Test
  void aNameThatIsTakenFailsAndIsOverwrittenWhenTold() {
    String taken = ohio.createSecret(r -> r.name(name).secretString("ohio's own")).arn();
    ireland.createSecret(
        r -> r.name(name).secretString("ireland's").addReplicaRegions(region("us-east-2")));

    assertThat(ireland.describeSecret(r -> r.secretId(name)).replicationStatus())
        .containsExactly(
            status(
                s ->
                    s.region("us-east-2")
                        .kmsKeyId("alias/aws/secretsmanager")
                        .statusMessage(
                            "Replication failed: Secret name %s already exists in region us-east-2."
                                .formatted(name)),
                "Failed"));
    assertThat(ohio.getSecretValue(r -> r.secretId(taken)).secretString()).isEqualTo("ohio's own");

    ireland.replicateSecretToRegions(
        r ->
            r.secretId(name)
                .addReplicaRegions(region("us-east-2"))
                .forceOverwriteReplicaSecret(true));

    assertThat(inSync()).isTrue();
    assertThat(ohio.getSecretValue(r -> r.secretId(name)).secretString()).isEqualTo("ireland's");
    assertThat(refusal(() -> ohio.getSecretValue(r -> r.secretId(taken))))
        .isEqualTo("ResourceNotFoundException: Secrets Manager can't find the specified secret.");
  }

  @Test
  void aReplicaOfAnotherSecretIsNotOverwritten() {
    ireland.createSecret(r -> r.name(name).addReplicaRegions(region("us-east-2")));
    tokyo.createSecret(
        r -> r.name(name).addReplicaRegions(region("us-east-2")).forceOverwriteReplicaSecret(true));

    assertThat(tokyo.describeSecret(r -> r.secretId(name)).replicationStatus())
        .extracting(ReplicationStatusType::statusMessage)
        .containsExactly(
            "Replication failed: Secret name %s is currently replicated to us-east-2 with a different arn."
                .formatted(name));
    assertThat(inSync()).isTrue();
  }

  @Test
  void aPrimaryIsNotOverwritten() {
    ohio.createSecret(r -> r.name(name).addReplicaRegions(region("ap-northeast-1")));
    ireland.createSecret(
        r -> r.name(name).addReplicaRegions(region("us-east-2")).forceOverwriteReplicaSecret(true));

    assertThat(ireland.describeSecret(r -> r.secretId(name)).replicationStatus())
        .extracting(ReplicationStatusType::statusMessage)
        .containsExactly(
            "Replication failed: Secret name %s already exists in region us-east-2."
                .formatted(name));
    assertThat(tokyo.describeSecret(r -> r.secretId(name)).primaryRegion()).isEqualTo("us-east-2");
  }

  @Test
  void replicatingAgainIsNoError() {
    replicated();
    Instant created = ohio.describeSecret(r -> r.secretId(name)).createdDate();
    service.advance(Duration.ofMinutes(1));

    ireland.replicateSecretToRegions(r -> r.secretId(name).addReplicaRegions(region("us-east-2")));

    assertThat(inSync()).isTrue();
    assertThat(ohio.describeSecret(r -> r.secretId(name)).createdDate()).isEqualTo(created);
  }

  @Test
  void aPrimaryWithReplicasIsNotDeleted() {
    String arn = replicated();
    ireland.replicateSecretToRegions(
        r -> r.secretId(name).addReplicaRegions(region("ap-northeast-1")));
    String refused =
        "InvalidParameterException: You can't delete secret %s that still has replica regions [us-east-2, ap-northeast-1]."
            .formatted(arn);

    assertThat(refusal(() -> ireland.deleteSecret(r -> r.secretId(name)))).isEqualTo(refused);
    assertThat(
            refusal(
                () -> ireland.deleteSecret(r -> r.secretId(name).forceDeleteWithoutRecovery(true))))
        .isEqualTo(refused);

    var left =
        ireland.removeRegionsFromReplication(
            r -> r.secretId(name).removeReplicaRegions("us-east-2", "eu-north-1"));
    assertThat(left.replicationStatus())
        .extracting(ReplicationStatusType::region)
        .containsExactly("ap-northeast-1");
    assertThat(refusal(() -> ohio.getSecretValue(r -> r.secretId(name))))
        .isEqualTo("ResourceNotFoundException: Secrets Manager can't find the specified secret.");
    assertThat(tokyo.getSecretValue(r -> r.secretId(name)).secretString()).isEqualTo("first");

    var none =
        ireland.removeRegionsFromReplication(
            r -> r.secretId(name).removeReplicaRegions("ap-northeast-1"));
    assertThat(none.hasReplicationStatus()).isTrue();
    assertThat(none.replicationStatus()).isEmpty();
    assertThat(ireland.describeSecret(r -> r.secretId(name)).primaryRegion()).isNull();
    ireland.deleteSecret(r -> r.secretId(name));
  }

  @Test
  void aSecretMarkedForDeletionIsNotReplicated() {
    ireland.createSecret(r -> r.name(name));
    ireland.deleteSecret(r -> r.secretId(name));

    assertThat(
            refusal(
                () ->
                    ireland.replicateSecretToRegions(
                        r -> r.secretId(name).addReplicaRegions(region("us-east-2")))))
        .isEqualTo(
            "InvalidRequestException: You can't perform this operation on the secret because it was"
                + " marked for deletion.");
  }

  @Test
  void removingASecretOfTheSameNameThatIsNoReplicaLeavesIt() {
    ohio.createSecret(r -> r.name(name).secretString("ohio's own"));
    ireland.createSecret(r -> r.name(name).addReplicaRegions(region("us-east-2")));

    ireland.removeRegionsFromReplication(r -> r.secretId(name).removeReplicaRegions("us-east-2"));

    assertThat(ohio.getSecretValue(r -> r.secretId(name)).secretString()).isEqualTo("ohio's own");
    assertThat(ireland.describeSecret(r -> r.secretId(name)).hasReplicationStatus()).isFalse();
  }

  @Test
  void aPromotedReplicaIsASecretOfItsOwn() {
    replicated();
    String arn = ohio.describeSecret(r -> r.secretId(name)).arn();

    assertThat(ohio.stopReplicationToReplica(r -> r.secretId(name)).arn()).isEqualTo(arn);
    ireland.putSecretValue(r -> r.secretId(name).secretString("ireland's"));
    ohio.tagResource(r -> r.secretId(name).tags(tag("of", "ohio")));

    assertThat(ohio.getSecretValue(r -> r.secretId(arn)).secretString()).isEqualTo("first");
    DescribeSecretResponse promoted = ohio.describeSecret(r -> r.secretId(name));
    assertThat(promoted.primaryRegion()).isNull();
    assertThat(promoted.tags()).containsExactly(tag("k", "v"), tag("of", "ohio"));
    assertThat(ireland.describeSecret(r -> r.secretId(name)).hasReplicationStatus()).isFalse();
    ireland.deleteSecret(r -> r.secretId(name).forceDeleteWithoutRecovery(true));
    assertThat(ohio.getSecretValue(r -> r.secretId(name)).secretString()).isEqualTo("first");

    ohio.putSecretValue(r -> r.secretId(name).secretString("ohio's"));
    ohio.replicateSecretToRegions(
        r -> r.secretId(name).addReplicaRegions(region("ap-northeast-1")));
    assertThat(tokyo.getSecretValue(r -> r.secretId(name)).secretString()).isEqualTo("ohio's");
  }

  @Test
  void onlyAReplicaIsPromoted() {
    replicated();

    assertThat(refusal(() -> ireland.stopReplicationToReplica(r -> r.secretId(name))))
        .isEqualTo(
            "InvalidRequestException: You can't stop replication to secret %s because it isn't a replica secret."
                .formatted(name));
    assertThat(refusal(() -> tokyo.stopReplicationToReplica(r -> r.secretId(name))))
        .isEqualTo("ResourceNotFoundException: Secrets Manager can't find the specified secret.");
  }

  @Test
  void replicasAreListedAndReadInTheirRegion() {
    SecretsManagerClient paris = service.in("eu-west-3");
    paris.createSecret(r -> r.name(name).secretString("of its own"));
    ireland.createSecret(
        r -> r.name(name + "-r").secretString("replicated").addReplicaRegions(region("eu-west-3")));
    Filter fromIreland =
        Filter.builder().key(FilterNameStringType.PRIMARY_REGION).values("eu-west-1").build();

    assertThat(paris.listSecrets().secretList())
        .extracting(SecretListEntry::name, SecretListEntry::primaryRegion)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(name, null),
            org.assertj.core.groups.Tuple.tuple(name + "-r", "eu-west-1"));
    assertThat(paris.listSecrets(r -> r.filters(fromIreland)).secretList())
        .extracting(SecretListEntry::name)
        .containsExactly(name + "-r");
    assertThat(paris.batchGetSecretValue(r -> r.filters(fromIreland)).secretValues())
        .singleElement()
        .satisfies(value -> assertThat(value.secretString()).isEqualTo("replicated"));
  }

  @Test
  void theNameOfAReplicaIsTaken() {
    replicated();

    assertThat(refusal(() -> ohio.createSecret(r -> r.name(name).secretString("x"))))
        .isEqualTo(
            "ResourceExistsException: The operation failed because the secret %s already exists."
                .formatted(name));
  }

  private String replicated() {
    return ireland
        .createSecret(
            r ->
                r.name(name)
                    .secretString("first")
                    .tags(tag("k", "v"))
                    .addReplicaRegions(region("us-east-2")))
        .arn();
  }

  private boolean inSync() {
    return ireland.describeSecret(r -> r.secretId(name)).replicationStatus().stream()
        .allMatch(status -> status.statusAsString().equals("InSync"));
  }

  private static ReplicationStatusType status(
      Consumer<ReplicationStatusType.Builder> members, String status) {
    return ReplicationStatusType.builder().applyMutation(members).status(status).build();
  }

  private static ReplicaRegionType region(String name) {
    return ReplicaRegionType.builder().region(name).build();
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }
}
