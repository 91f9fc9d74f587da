package dev.keyturn.rotators.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.EmbeddedSecretsManager;
import dev.keyturn.local.events.RotationEventName;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.local.rotation.RetryPolicy;
import dev.keyturn.sam.SamTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * The role that {@code template.yaml} gives the function suffices to rotate, and nothing of Secrets
 * Manager and KMS can be taken from it.
 */
@ExtendWith(SharedPostgres.class)
class TemplatePolicyTest {

  private static final String KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd";
  private static final String ADMIN_ARN =
      "arn:aws:secretsmanager:us-east-1:123456789012:secret:admin-AbCdEf";

  @TempDir Path directory;
  private final Database database;
  private Map<String, Object> functionPolicies = Map.of();
  private final BlockingQueue<ServiceEvent.Rotation> ended = new LinkedBlockingQueue<>();

  TemplatePolicyTest(Database database) {
    this.database = database;
  }

  /**
   * Alternating under a customer's key needs everything; a part is a statement or an action of one.
   */
  static Stream<Part> parts() throws IOException {
    List<Part> parts = new ArrayList<>();
    List<Map<?, ?>> statements = withEverything().statements("FunctionRole");
    for (int i = 0; i < statements.size(); i++) {
      List<String> actions = actions(statements.get(i));
      if (actions.get(0).matches("(secretsmanager|kms):.*")) {
        if (actions.size() > 1) {
          parts.add(new Part(i, "", actions));
        }
        for (String action : actions) {
          parts.add(new Part(i, action, List.of(action)));
        }
      }
    }
    return parts.stream();
  }

  /** What is taken away: a statement, or an action of it; and the actions that are then missed. */
  record Part(int statement, String action, List<String> missed) {}

  @Test
  void thePartsAreThoseOfSecretsManagerAndKms() throws IOException {
    assertThat(parts().map(Part::action).filter(action -> !action.isEmpty()))
        .containsExactlyInAnyOrder(
            "secretsmanager:DescribeSecret",
            "secretsmanager:GetSecretValue",
            "secretsmanager:PutSecretValue",
            "secretsmanager:UpdateSecretVersionStage",
            "secretsmanager:GetSecretValue",
            "kms:Decrypt",
            "kms:GenerateDataKey");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":live"})
  void alternatingUnderACustomersKeyIsAllowed(String qualifier) throws Exception {
    SamTemplate template = withEverything();

    ServiceEvent.Rotation end =
        rotate(template, template.statements("FunctionRole"), "alternating", KEY, qualifier);

    assertThat(end.state()).as(end.toString()).isEqualTo(RotationEventName.ROTATION_SUCCEEDED);
  }

  @ParameterizedTest
  @MethodSource("parts")
  void nothingCanBeTakenFromIt(Part part) throws Exception {
    SamTemplate template = withEverything();

    ServiceEvent.Rotation end =
        rotate(
            template, without(part, template.statements("FunctionRole")), "alternating", KEY, "");

    assertThat(end.state()).isEqualTo(RotationEventName.ROTATION_FAILED);
    assertThat(end.cause())
        .contains("AccessDeniedException")
        .containsAnyOf(
            part.missed().stream()
                .map(
                    action ->
                        "User: arn:aws:sts::123456789012:assumed-role/FunctionRole/keyturn-postgres"
                            + " is not authorized to perform: "
                            + action
                            + " on resource: ")
                .toArray(String[]::new))
        .contains("because no identity-based policy allows the ");
  }

  @ParameterizedTest
  @CsvSource({"single, ''", "single, " + KEY, "alternating, ''"})
  void whatIsNotAskedForIsNotGranted(String strategy, String key) throws Exception {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("KmsKeyArns", key);
    if (strategy.equals("alternating")) {
      parameters.put("AdminSecretArns", ADMIN_ARN);
    }
    SamTemplate template = SamTemplate.read(parameters);
    List<Map<?, ?>> statements = template.statements("FunctionRole");

    assertThat(statements.stream().flatMap(statement -> actions(statement).stream()))
        .filteredOn(action -> action.startsWith("kms:"))
        .hasSize(key.isEmpty() ? 0 : 2);
    assertThat(rotate(template, statements, strategy, key, "").state())
        .isEqualTo(RotationEventName.ROTATION_SUCCEEDED);
  }

  @ParameterizedTest
  @CsvSource({
    "InvokePermission, '', '', 123456789012, true",
    "InvokePermission, '', '', 210987654321, false",
    "InvokePermission, '', :live, 123456789012, false",
    "InvokeLivePermission, :live, :live, 123456789012, true",
    "InvokeLivePermission, :live, :live, 210987654321, false",
    "InvokeLivePermission, :live, '', 123456789012, false"
  })
  void theFunctionLetsSecretsManagerOfItsAccountInvokeIt(
      String permission, String permitted, String invoked, String account, boolean allowed)
      throws Exception {
    SamTemplate template = SamTemplate.read(Map.of("RotationStrategy", "single"));
    Map<?, ?> policy =
        Map.of(
            "Version",
            "2012-10-17",
            "Statement",
            Map.of(
                "Effect", "Allow",
                "Principal", Map.of("Service", template.property(permission, "Principal")),
                "Action", template.property(permission, "Action"),
                "Resource",
                    "arn:aws:lambda:us-east-1:123456789012:function:keyturn-postgres" + permitted,
                "Condition",
                    Map.of(
                        "StringEquals",
                        Map.of(
                            "aws:SourceAccount",
                            String.valueOf(template.property(permission, "SourceAccount"))
                                .replace("123456789012", account)))));
    functionPolicies = Map.of("keyturn-postgres", policy);
    List<Map<?, ?>> statements = template.statements("FunctionRole");

    if (allowed) {
      assertThat(rotate(template, statements, "single", "", invoked).state())
          .isEqualTo(RotationEventName.ROTATION_SUCCEEDED);
    } else {
      assertThatThrownBy(() -> rotate(template, statements, "single", "", invoked))
          .hasMessageContaining(
              "Secrets Manager cannot invoke the specified Lambda function. Ensure that the"
                  + " function policy grants access to the principal"
                  + " secretsmanager.amazonaws.com.");
    }
  }

  private static SamTemplate withEverything() throws IOException {
    return SamTemplate.read(Map.of("KmsKeyArns", KEY, "AdminSecretArns", ADMIN_ARN));
  }

  private static List<String> actions(Map<?, ?> statement) {
    return statement.get("Action") instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of(String.valueOf(statement.get("Action")));
  }

  private static List<Map<?, ?>> without(Part part, List<Map<?, ?>> statements) {
    List<Map<?, ?>> fewer = new ArrayList<>(statements);
    Map<Object, Object> changed = new LinkedHashMap<>(statements.get(part.statement()));
    List<String> actions =
        actions(changed).stream().filter(action -> !part.missed().contains(action)).toList();
    if (actions.isEmpty()) {
      fewer.remove(part.statement());
    } else {
      changed.put("Action", actions);
      fewer.set(part.statement(), changed);
    }
    return fewer;
  }

  private ServiceEvent.Rotation rotate(
      SamTemplate template,
      List<Map<?, ?>> statements,
      String strategy,
      String key,
      String qualifier)
      throws Exception {
    String function = String.valueOf(template.property("PostgresRotator", "FunctionName"));
    try (EmbeddedSecretsManager service =
            EmbeddedSecretsManager.builder()
                .function(
                    function, FunctionTarget.parse("class:" + PostgresRotator.class.getName()))
                .functionVariable(function, "ROTATION_STRATEGY", strategy)
                .functionVariable(function, "CA_BUNDLE", database.caFile().toString())
                .seed(seed(key))
                .credentials(credentials(function, statements))
                .retries(new RetryPolicy(1, Duration.ZERO))
                .observer(this::hear)
                .start();
        SecretsManagerClient client = client(service)) {
      client.rotateSecret(
          r ->
              r.secretId("app")
                  .rotationLambdaARN(
                      "arn:aws:lambda:us-east-1:123456789012:function:" + function + qualifier));
      ServiceEvent.Rotation end = ended.poll(30, TimeUnit.SECONDS);
      assertThat(end).as("the rotation ends").isNotNull();
      return end;
    }
  }

  private void hear(ServiceEvent event) {
    if (event instanceof ServiceEvent.Rotation rotation
        && rotation.state() != RotationEventName.ROTATION_STARTED) {
      ended.add(rotation);
    }
  }

  private Path seed(String key) throws Exception {
    String user = Database.freshName("app");
    database.createUser(user, "first", "");
    SecretJson app = SecretJson.of(database, user, "first").with("masterarn", ADMIN_ARN);
    SecretJson admin = SecretJson.of(database, "postgres", database.server().password().reveal());
    return Files.writeString(
        directory.resolve("seed.json"),
        JSON.std.asString(
            Map.of("secrets", List.of(secret("app", app, key), secret("admin", admin, key)))));
  }

  private static Map<String, Object> secret(String name, SecretJson value, String key) {
    Map<String, Object> secret = new LinkedHashMap<>();
    secret.put("region", "us-east-1");
    secret.put("name", name);
    secret.put("arn", ADMIN_ARN.replace("admin", name));
    if (!key.isEmpty()) {
      secret.put("kmsKeyId", key);
    }
    secret.put(
        "versions", List.of(Map.of("stages", List.of("AWSCURRENT"), "value", value.members())));
    return secret;
  }

  private Path credentials(String function, List<Map<?, ?>> statements) throws IOException {
    return Files.writeString(
        directory.resolve("credentials.json"),
        JSON.std.asString(
            Map.of(
                "functionPolicies",
                functionPolicies,
                "principals",
                List.of(
                    principal("user/operator", List.of(), List.of(everything())),
                    principal("role/FunctionRole", List.of(function), statements)))));
  }

  private static Map<String, Object> principal(
      String name, List<String> functions, List<Map<?, ?>> statements) {
    return Map.of(
        "arn",
        "arn:aws:iam::123456789012:" + name,
        "accessKeyId",
        "AKID" + name.substring(0, 4),
        "secretAccessKey",
        "key",
        "functions",
        functions,
        "policies",
        List.of(Map.of("Version", "2012-10-17", "Statement", statements)));
  }

  private static Map<?, ?> everything() {
    return Map.of("Effect", "Allow", "Action", "*", "Resource", "*");
  }

  private static SecretsManagerClient client(EmbeddedSecretsManager service) {
    return SecretsManagerClient.builder()
        .endpointOverride(service.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDuser", "key")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }
}
