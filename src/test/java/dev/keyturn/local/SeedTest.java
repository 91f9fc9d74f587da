package dev.keyturn.local;

import static dev.keyturn.local.Wire.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.local.functions.FunctionTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Seed files, the documented format and everything that is not it. */
class SeedTest {

  private static final String FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:Door";

  @TempDir Path directory;
  private EmbeddedSecretsManager service;
  private Wire wire;

  @AfterEach
  void stop() {
    if (service != null) {
      service.close();
    }
  }

  @Test
  void everyMemberOfASecretIsThereAfterwards() throws IOException {
    start(
        """
        {"secrets":[
          {"region":"eu-west-1","name":"app/db",
           "arn":"arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/db-AbCd12",
           "description":"who uses it","kmsKeyId":"alias/app","tags":{"team":"a"},
           "versions":[
             {"id":"%s","stages":["AWSPREVIOUS","mine"],"value":"a text"},
             {"id":"%s","stages":["AWSCURRENT"],"value":{"username":"me","port":5432}},
             {"id":"%s","stages":["AWSPENDING"]}],
           "rotation":{"functionArn":"%s","rules":{"ScheduleExpression":"rate(10 days)","Duration":"2h"}}}]}"""
            .formatted(token(1), token(2), token(3), FUNCTION));

    Map<String, Object> secret = wire.call("DescribeSecret", "SecretId", "app/db");
    assertThat(secret)
        .containsEntry("ARN", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/db-AbCd12")
        .containsEntry("Description", "who uses it")
        .containsEntry("KmsKeyId", "alias/app")
        .containsEntry("Tags", List.of(Map.of("Key", "team", "Value", "a")))
        .containsEntry("RotationEnabled", true)
        .containsEntry("RotationLambdaARN", FUNCTION)
        .containsEntry(
            "VersionIdsToStages",
            Map.of(
                token(1), List.of("AWSPREVIOUS", "mine"),
                token(2), List.of("AWSCURRENT"),
                token(3), List.of("AWSPENDING")))
        .doesNotContainKey("LastRotatedDate");
    assertThat((Map<?, ?>) secret.get("RotationRules"))
        .isEqualTo(
            Map.of(
                "AutomaticallyAfterDays",
                10,
                "ScheduleExpression",
                "rate(10 days)",
                "Duration",
                "2h"));
    assertThat(value("app/db", token(1))).isEqualTo("a text");
    assertThat(value("app/db", token(2))).isEqualTo("{\"username\":\"me\",\"port\":5432}");
    assertThat(wire.refusal("GetSecretValue", "SecretId", "app/db", "VersionId", token(3)))
        .startsWith("ResourceNotFoundException: ");
  }

  @Test
  void whatIsOptionalMayBeLeftOut() throws IOException {
    start(
        """
        {"secrets":[{"region":"eu-west-1","name":"s"},
          {"region":"eu-west-1","name":"t","tags":[{"Key":"team","Value":"a"}],
           "versions":[{"stages":["AWSCURRENT"],"value":"v"}]}]}""");

    assertThat(wire.call("DescribeSecret", "SecretId", "s"))
        .containsOnlyKeys("ARN", "Name", "CreatedDate", "LastChangedDate");
    assertThat(wire.call("GetSecretValue", "SecretId", "t")).containsEntry("SecretString", "v");
    assertThat(wire.call("DescribeSecret", "SecretId", "t"))
        .containsEntry("Tags", List.of(Map.of("Key", "team", "Value", "a")));
  }

  @Test
  void aSecretOfAnotherAccountIsFoundByItsArn() throws IOException {
    String arn = "arn:aws:secretsmanager:eu-west-1:210987654321:secret:s-AbCd12";
    start(
        """
        {"secrets":[{"region":"eu-west-1","name":"s","arn":"%s",
          "versions":[{"stages":["AWSCURRENT"],"value":"v"}]}]}"""
            .formatted(arn));

    assertThat(wire.call("GetSecretValue", "SecretId", arn)).containsEntry("SecretString", "v");
    assertThat(wire.refusal("GetSecretValue", "SecretId", "s"))
        .startsWith("ResourceNotFoundException: ");
  }

  /** The seeded rotation goes on with RotateSecret only, under its own version. */
  @Test
  void aSeededPendingVersionIsNotReattemptedByItself() throws Exception {
    Path lock = Files.writeString(directory.resolve("lock"), "first");
    String text =
        """
        {"engine":"door","host":"here","username":"me","password":"first","dbname":"%s"}"""
            .formatted(lock);
    start(
        """
        {"secrets":[{"region":"eu-west-1","name":"s",
          "versions":[{"id":"%s","stages":["AWSCURRENT"],"value":%s},
                      {"id":"%s","stages":["AWSPENDING"]}],
          "rotation":{"functionArn":"%s"}}]}"""
            .formatted(token(1), text, token(2), FUNCTION));
    Thread.sleep(200);
    assertThat(wire.labels("s").get(token(2))).containsExactly("AWSPENDING");

    assertThat(wire.refusal("RotateSecret", "SecretId", "s", "ClientRequestToken", token(3)))
        .endsWith("A previous rotation isn't complete. That rotation will be reattempted.");

    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!wire.labels("s").get(token(2)).contains("AWSCURRENT")) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(10);
    }
    assertThat(Files.readString(lock)).isNotEqualTo("first");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Disabled", "PendingDeletion"})
  void aKeyThatCannotBeUsedMakesEncryptionErrors(String state) throws IOException {
    start(
        """
        {"kmsKeys":[{"id":"1234","alias":"alias/off","state":"%s"},{"alias":"alias/on","state":"Enabled"}],
         "secrets":[
          {"region":"eu-west-1","name":"off","kmsKeyId":"alias/off",
           "versions":[{"stages":["AWSCURRENT"],"value":"v"}]},
          {"region":"eu-west-1","name":"on","kmsKeyId":"alias/on",
           "versions":[{"id":"%s","stages":["AWSCURRENT"],"value":"v"}]}]}"""
            .formatted(state, token(1)));
    String decryption =
        "DecryptionFailure: Secrets Manager can't decrypt the protected secret text using the"
            + " provided KMS key.";
    String encryption =
        "EncryptionFailure: Secrets Manager can't encrypt the protected secret text using the"
            + " provided KMS key. Check that the KMS key is available, enabled, and not in an"
            + " invalid state.";

    assertThat(wire.refusal("GetSecretValue", "SecretId", "off")).isEqualTo(decryption);
    for (String operation : List.of("PutSecretValue", "UpdateSecret")) {
      assertThat(
              wire.refusal(
                  operation,
                  "SecretId",
                  "off",
                  "SecretString",
                  "w",
                  "ClientRequestToken",
                  token(2)))
          .isEqualTo(encryption);
    }
    assertThat(
            wire.refusal(
                "CreateSecret",
                "Name",
                "new",
                "KmsKeyId",
                "1234",
                "SecretString",
                "w",
                "ClientRequestToken",
                token(2)))
        .isEqualTo(encryption);
    assertThat(wire.refusal("UpdateSecret", "SecretId", "on", "KmsKeyId", "alias/off"))
        .isEqualTo(encryption);
    assertThat(wire.refusal("UpdateSecret", "SecretId", "off", "KmsKeyId", "alias/on"))
        .isEqualTo(decryption);
    assertThat(wire.call("DescribeSecret", "SecretId", "off"))
        .containsEntry("KmsKeyId", "alias/off");
    assertThat(wire.labels("off")).hasSize(1);

    assertThat(wire.call("GetSecretValue", "SecretId", "on")).containsEntry("SecretString", "v");
    wire.call("UpdateSecret", "SecretId", "on", "KmsKeyId", "alias/unheard-of");
    wire.call("UpdateSecret", "SecretId", "off", "Description", "needs no key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'secrets':[{'region':'r','name':'n','versions':[{'value':'hunter2 | is not readable JSON",
        "[] | : is not an object",
        "{} | : there is no list of secrets: {\"secrets\":[…]}",
        "{'secrets':{}} | : 'secrets' is not a list",
        "{'secrets':[7]} | : secrets[0]: is not an object",
        "{'secret':[]} | : there is no member 'secret'; the members are faults, kmsKeys, secrets",
        "{'secrets':[],'secrets':[]} | is not readable JSON",
        "{'secrets':[{'name':'n'}]} | : secrets[0]: 'region' is missing",
        "{'secrets':[{'region':'r'}]} | : secrets[0]: 'name' is missing",
        "{'secrets':[{'region':'r','name':''}]} | : secrets[0]: 'name' is not a text, or empty",
        "{'secrets':[{'region':'r','name':'n'},{'region':'r','name':'n'}]} | : secrets[1]: this secret"
            + " is there already",
        "{'secrets':[{'region':'r','name':'n','colour':1}]} | : secrets[0]: there is no member 'colour';"
            + " the members are arn, description, kmsKeyId, name, region, rotation, tags, versions",
        "{'secrets':[{'region':'r','name':'n','arn':'arn:aws:secretsmanager:r:123456789012:secret:m-AbCd12'}]}"
            + " | : secrets[0]: 'arn' is not the ARN of a secret of this region and name",
        "{'secrets':[{'region':'r','name':'n','tags':'team'}]} | : secrets[0]: 'tags' is not a list",
        "{'secrets':[{'region':'r','name':'n','tags':{'a':1}}]} | : secrets[0]: the value of a tag is not"
            + " a text",
        "{'secrets':[{'region':'r','name':'n','versions':[{'id':'short'}]}]} | : secrets[0].versions[0]:"
            + " 'id': a version id has 32 to 64 characters, not 5",
        "{'secrets':[{'region':'r','name':'n','versions':[{'stages':'AWSCURRENT'}]}]} |"
            + " : secrets[0].versions[0]: 'stages' is not a list",
        "{'secrets':[{'region':'r','name':'n','versions':[{'stages':[null]}]}]} |"
            + " : secrets[0].versions[0]: 'stages' is not a list of texts",
        "{'secrets':[{'region':'r','name':'n','versions':[{'stages':['a']},{'stages':['a']}]}]} |"
            + " : secrets[0].versions[1]: label a is on another version already",
        "{'secrets':[{'region':'r','name':'n','versions':[{'value':7}]}]} | : secrets[0].versions[0]:"
            + " 'value' is neither a text nor an object",
        "{'secrets':[{'region':'r','name':'n','versions':[{'password':'hunter2'}]}]} |"
            + " : secrets[0].versions[0]: there is no member 'password'; the members are id, stages, value",
        "{'secrets':[{'region':'r','name':'n','rotation':{}}]} | : secrets[0].rotation: 'functionArn' is"
            + " missing",
        "{'secrets':[{'region':'r','name':'n','rotation':{'functionArn':'f','rules':"
            + "{'AutomaticallyAfterDays':'7'}}}]} | : secrets[0].rotation.rules:"
            + " 'AutomaticallyAfterDays' is not an integer",
        "{'secrets':[{'region':'r','name':'n','rotation':{'functionArn':'f','rules':"
            + "{'AutomaticallyAfterDays':7,'ScheduleExpression':'rate(1 day)'}}}]} |"
            + " : secrets[0].rotation.rules: AutomaticallyAfterDays and ScheduleExpression exclude each"
            + " other",
        "{'secrets':[{'region':'r','name':'n','rotation':{'functionArn':'f','rules':"
            + "{'ScheduleExpression':'rate(3 hours)'}}}]} | : secrets[0].rotation.rules: The"
            + " ScheduleExpression 'rate(3 hours)' isn't valid: a secret rotates every 4 hours at the"
            + " most and every 999 days at the least.",
        "{'kmsKeys':[{'state':'Disabled'}]} | : kmsKeys[0]: one of 'id', 'arn' and 'alias' is needed",
        "{'kmsKeys':[{'id':'k','state':'off'}]} | : kmsKeys[0]: 'state' is none of Enabled, Disabled,"
            + " PendingDeletion",
      })
  void whatIsNotTheFormatIsRefusedByItsPlace(String content, String problem) throws IOException {
    Path file = Files.writeString(directory.resolve("seed"), content.replace('\'', '"'));

    assertThatThrownBy(() -> EmbeddedSecretsManager.builder().seed(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("seed file " + file + (problem.startsWith(":") ? "" : " ") + problem);
  }

  @Test
  void aFileThatIsNotThereIsSaidToBe() {
    Path file = directory.resolve("nothing");

    assertThatThrownBy(() -> EmbeddedSecretsManager.builder().seed(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no seed file " + file);
  }

  private void start(String seed) throws IOException {
    Path file = Files.writeString(directory.resolve("seed"), seed);
    service =
        EmbeddedSecretsManager.builder()
            .seed(file)
            .function("Door", FunctionTarget.parse("class:dev.keyturn.local.FileDoorRotator"))
            .start();
    wire = new Wire(service.endpoint());
  }

  private String value(String secret, String version) throws IOException {
    return (String)
        wire.call("GetSecretValue", "SecretId", secret, "VersionId", version).get("SecretString");
  }
}
