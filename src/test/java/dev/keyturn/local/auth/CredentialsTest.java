package dev.keyturn.local.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of credentials: what is in a good one, and all that is wrong with a bad one. */
class CredentialsTest {

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("credentials.json");
  }

  @Test
  void findsPrincipalsByKeyAndByFunction() throws IOException {
    Credentials credentials =
        read(
            """
            {"principals": [
              {"arn": "arn:aws:iam::123456789012:user/team/ann", "accessKeyId": "AKIDANN",
               "secretAccessKey": "ann's", "policies": [{"Statement": []}]},
              {"arn": "arn:aws:iam::210987654321:role/service-role/Rotator", "accessKeyId": "ASIDROLE",
               "secretAccessKey": "the role's", "functions": ["door", "gate"]}],
             "functionPolicies": {"door": {"Statement": []}},
             "keyPolicies": {"arn:aws:kms:eu-west-1:123456789012:key/1111": {"Statement": []}}}""");

    assertThat(credentials.secret("AKIDANN")).contains(SecretText.of("ann's"));
    assertThat(credentials.secret("akidann")).isEmpty();
    Principal ann = credentials.key("AKIDANN").orElseThrow();
    assertThat(ann.identity("x").sessionArn()).isEqualTo("arn:aws:iam::123456789012:user/team/ann");
    assertThat(ann.name()).isEqualTo("ann");
    assertThat(ann.toString()).doesNotContain("ann's");
    Principal role = credentials.roleOf("gate").orElseThrow();
    assertThat(role.account()).isEqualTo("210987654321");
    assertThat(role.identity("gate").sessionArn())
        .isEqualTo("arn:aws:sts::210987654321:assumed-role/Rotator/gate");
    assertThat(credentials.roleOf("window")).isEmpty();
    assertThat(credentials.functionPolicy("door")).isPresent();
    assertThat(credentials.functionPolicy("gate")).isEmpty();
    assertThat(credentials.keyPolicy("arn:aws:kms:eu-west-1:123456789012:key/1111")).isPresent();
    assertThat(credentials.keyPolicy("arn:aws:kms:eu-west-1:123456789012:key/2222")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"principals": [}      | credentials file FILE is not readable JSON
          []                     | credentials file FILE has no list of principals: {"principals":[…]}
          {"principals": {}}     | credentials file FILE has no list of principals: {"principals":[…]}
          {"principals": ["x"]}  | credentials file FILE: principals[0] is not an object
          {"principals": [], "functionPolicies": []} | credentials file FILE: functionPolicies is not an object
          {"principals": [], "keyPolicies": {"k": 1}} | credentials file FILE: keyPolicies.k: the policy is not a JSON object
          {"principals": [{}]}   | credentials file FILE: principals[0].arn is no ARN of an IAM user, role or root; principals[0].accessKeyId is no access key id; principals[0].secretAccessKey is no text
          """)
  void refusesWhatIsNoCredentials(String json, String message) {
    refuses(json, message);
  }

  @Test
  void tellsAllProblemsTogetherAndQuotesNoKey() {
    refuses(
        """
        {"principals": [
          {"arn": "arn:aws:iam::1:user/ann", "accessKeyId": "A/B", "secretAccessKey": 5,
           "policys": [], "policies": {}, "functions": ["door"]},
          {"arn": "arn:aws:iam::123456789012:role/r", "accessKeyId": "AKID", "secretAccessKey": "s3cr3t",
           "policies": [{"Statement": []}, {"Statement": [{"Effect": "Allow"}]}],
           "functions": ["door"]},
          {"arn": "arn:aws:iam::123456789012:root", "accessKeyId": "AKID", "secretAccessKey": "s"}],
         "functionPolicys": {},
         "functionPolicies": {"door": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}}}""",
        "credentials file FILE: the file has a member 'functionPolicys', which means nothing;"
            + " principals[0] has a member 'policys', which means nothing;"
            + " principals[0].arn is no ARN of an IAM user, role or root;"
            + " principals[0].accessKeyId is no access key id;"
            + " principals[0].secretAccessKey is no text;"
            + " principals[0].policies is not a list;"
            + " principals[1].policies[1]: a Statement has exactly one of Action and NotAction;"
            + " principals[1].functions: door runs under another role, too;"
            + " principals[2].accessKeyId is another principal's, too;"
            + " functionPolicies.door: a Statement has exactly one of Principal and NotPrincipal");
  }

  @Test
  void onlyRolesHaveFunctions() {
    refuses(
        """
        {"principals": [{"arn": "arn:aws:iam::123456789012:user/ann", "accessKeyId": "AKID",
          "secretAccessKey": "s", "functions": ["door"]}]}""",
        "credentials file FILE: principals[0] has functions, which only a role can have");
  }

  @Test
  void saysThatThereIsNoFile() {
    assertThatThrownBy(() -> Credentials.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no credentials file " + file);
  }

  private Credentials read(String json) throws IOException {
    return Credentials.read(Files.writeString(file, json));
  }

  private void refuses(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message.replace("FILE", file.toString()));
  }
}
