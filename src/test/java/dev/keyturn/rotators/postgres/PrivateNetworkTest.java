package dev.keyturn.rotators.postgres;

import static dev.keyturn.rotators.postgres.DeployedStack.KEY;
import static dev.keyturn.rotators.postgres.DeployedStack.SECRETS_ACCOUNT;
import static dev.keyturn.rotators.postgres.DeployedStack.secretArn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.local.events.RotationEventName;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.sam.SamTemplate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the policy of the endpoint in {@code examples/cloudformation/endpoint.yaml} lets through: as
 * if it were the role's, since a call needs both.
 */
@ExtendWith(SharedPostgres.class)
class PrivateNetworkTest {

  @TempDir Path directory;
  private final Database database;

  PrivateNetworkTest(Database database) {
    this.database = database;
  }

  @ParameterizedTest(name = "function of {0}, endpoint of {1} for {2}: {3}")
  @CsvSource({
    "123456789012, 123456789012, '',           true",
    "210987654321, 210987654321, '',           false",
    "210987654321, 210987654321, 123456789012, true",
    "123456789012, 210987654321, 123456789012, false"
  })
  void theEndpointIsForItsAccountsPrincipalsAndTheSecretsOfTheAccountsNamed(
      String account, String owner, String secretAccounts, boolean through) throws Exception {
    DeployedStack stack =
        new DeployedStack(directory, database, account)
            .parameter("SecretAccount", SECRETS_ACCOUNT)
            .parameter("AdminSecretArns", secretArn("admin"))
            .parameter("KmsKeyArns", KEY)
            .allowedBy(statement(owner, secretAccounts));
    if (!account.equals(SECRETS_ACCOUNT)) {
      letIn(stack);
    }

    ServiceEvent.Rotation end = stack.alternatingUsers(KEY).rotate("app");

    if (through) {
      assertThat(end.state()).as(end.toString()).isEqualTo(RotationEventName.ROTATION_SUCCEEDED);
    } else {
      assertThat(end.state()).isEqualTo(RotationEventName.ROTATION_FAILED);
      assertThat(end.cause()).contains("DescribeSecret failed: AccessDeniedException");
    }
  }

  private static void letIn(DeployedStack stack) throws IOException {
    SamTemplate example = stack.otherAccountExample();
    stack
        .secretPolicy("app", policy(example, "SecretPolicy", "ResourcePolicy"))
        .secretPolicy("admin", policy(example, "AdminSecretPolicy", "ResourcePolicy"))
        .keyPolicy(KEY, policy(example, "Key", "KeyPolicy"));
  }

  private static Map<?, ?> statement(String owner, String secretAccounts) throws IOException {
    SamTemplate network =
        SamTemplate.read(
            Path.of("examples/cloudformation/endpoint.yaml"),
            owner,
            Map.of("SecretAccounts", secretAccounts));
    Map<?, ?> document = policy(network, "Endpoint", "PolicyDocument");
    Map<Object, Object> statement =
        new LinkedHashMap<>((Map<?, ?>) ((List<?>) document.get("Statement")).get(0));
    assertThat(statement.remove("Principal")).isEqualTo("*");
    return statement;
  }

  private static Map<?, ?> policy(SamTemplate template, String resource, String property) {
    return (Map<?, ?>) template.property(resource, property);
  }
}
