package dev.keyturn.rotators.postgres;

import static dev.keyturn.rotators.postgres.DeployedStack.KEY;
import static dev.keyturn.rotators.postgres.DeployedStack.OWN_KEY;
import static dev.keyturn.rotators.postgres.DeployedStack.SECRETS_ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.local.events.RotationEventName;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.sam.SamTemplate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A function of one account rotates a secret of another with what {@code template.yaml} has in the
 * one and {@code examples/cloudformation/other-account.yaml} in the other, and with nothing less.
 */
@ExtendWith(SharedPostgres.class)
class CrossAccountTest {

  private static final String APP =
      "arn:aws:secretsmanager:us-east-1:123456789012:secret:app-AbCdEf";
  private static final String ADMIN =
      "arn:aws:secretsmanager:us-east-1:123456789012:secret:admin-AbCdEf";

  @TempDir Path directory;
  private final Database database;
  private DeployedStack stack;
  private SamTemplate example;

  CrossAccountTest(Database database) {
    this.database = database;
  }

  @BeforeEach
  void deploy() throws IOException {
    stack =
        new DeployedStack(directory, database, "210987654321")
            .parameter("SecretAccount", SECRETS_ACCOUNT)
            .parameter("AdminSecretArns", ADMIN)
            .parameter("KmsKeyArns", KEY);
    example = stack.otherAccountExample();
    stack
        .secretPolicy("app", policy("SecretPolicy", "ResourcePolicy"))
        .secretPolicy("admin", policy("AdminSecretPolicy", "ResourcePolicy"))
        .keyPolicy(KEY, policy("Key", "KeyPolicy"));
  }

  @Test
  void rotates() throws Exception {
    ServiceEvent.Rotation end = rotate(KEY);

    assertThat(end.state()).as(end.toString()).isEqualTo(RotationEventName.ROTATION_SUCCEEDED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"})
  void theSecretsPolicyHasNothingThatIsNotNeeded(String operation) throws Exception {
    String action = "secretsmanager:" + operation;
    stack.secretPolicy("app", without(action, policy("SecretPolicy", "ResourcePolicy")));

    assertDenied(action, APP, "resource");
  }

  @Test
  void theAdminSecretNeedsAPolicyOfItsOwn() throws Exception {
    stack.withoutSecretPolicy("admin");

    assertDenied("secretsmanager:GetSecretValue", ADMIN, "resource");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kms:Decrypt", "kms:GenerateDataKey"})
  void theKeysPolicyHasNothingThatIsNotNeeded(String action) throws Exception {
    stack.keyPolicy(KEY, without(action, policy("Key", "KeyPolicy")));

    assertDenied(action, KEY, "resource");
  }

  @ParameterizedTest
  @CsvSource({
    "AdminSecretArns, secretsmanager:GetSecretValue, " + ADMIN,
    "KmsKeyArns, kms:Decrypt, " + KEY
  })
  void theFunctionsRoleHasToAllowItToo(String parameter, String action, String resource)
      throws Exception {
    stack.parameter(parameter, "");

    assertDenied(action, resource, "identity");
  }

  @Test
  void withoutTheParameterSecretsManagerOfTheOtherAccountMayNotInvokeTheFunction() {
    stack.parameter("SecretAccount", "");

    assertThatThrownBy(() -> rotate(KEY))
        .hasMessageContaining("Secrets Manager cannot invoke the specified Lambda function.");
  }

  @Test
  void theAccountsOwnKeyWillNotDo() throws Exception {
    assertThat(rotate(OWN_KEY).cause())
        .contains(
            "You can't access a secret from a different AWS account if you encrypt the secret with"
                + " the default KMS service key.");
  }

  private Map<?, ?> policy(String resource, String property) {
    return (Map<?, ?>) example.property(resource, property);
  }

  /** An action is taken out of the statement that has it in its list. */
  private static Map<?, ?> without(String action, Map<?, ?> policy) {
    List<Object> statements = new ArrayList<>();
    for (Object item : (List<?>) policy.get("Statement")) {
      Map<Object, Object> statement = new LinkedHashMap<>((Map<?, ?>) item);
      if (statement.get("Action") instanceof List<?> actions) {
        statement.put("Action", actions.stream().filter(one -> !one.equals(action)).toList());
      }
      statements.add(statement);
    }
    assertThat(statements).as("something was taken away").isNotEqualTo(policy.get("Statement"));
    return Map.of("Version", "2012-10-17", "Statement", statements);
  }

  private void assertDenied(String action, String resource, String whose) throws Exception {
    ServiceEvent.Rotation end = rotate(KEY);

    assertThat(end.state()).isEqualTo(RotationEventName.ROTATION_FAILED);
    assertThat(end.cause())
        .contains(
            ("User: arn:aws:sts::210987654321:assumed-role/FunctionRole/keyturn-postgres is not"
                    + " authorized to perform: %s on resource: %s because no %s-based policy allows"
                    + " the %s action")
                .formatted(action, resource, whose, action));
  }

  private ServiceEvent.Rotation rotate(String key) throws Exception {
    return stack.alternatingUsers(key).rotate("app");
  }
}
