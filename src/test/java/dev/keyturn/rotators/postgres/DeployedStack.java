package dev.keyturn.rotators.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.EmbeddedSecretsManager;
import dev.keyturn.local.EmbeddedSecretsManagerBuilder;
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
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * The function of {@code template.yaml} with its variables, role and permission as the parameters
 * have them, and secrets of account 123456789012, in a service that enforces every policy.
 */
final class DeployedStack {

  static final String SECRETS_ACCOUNT = "123456789012";
  static final String KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd";
  static final String OWN_KEY = "alias/aws/secretsmanager";

  private static final Map<String, Object> EVERYTHING =
      Map.of("Effect", "Allow", "Action", "*", "Resource", "*");

  private final Path directory;
  private final Database database;
  private final String account;
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private final List<Map<String, Object>> secrets = new ArrayList<>();
  private final Map<String, Map<?, ?>> secretPolicies = new LinkedHashMap<>();
  private final Map<String, Map<?, ?>> keyPolicies = new LinkedHashMap<>();
  private final List<Map<?, ?>> instead = new ArrayList<>();
  private final BlockingQueue<ServiceEvent.Rotation> ended = new LinkedBlockingQueue<>();

  /** Of an account, with the template's defaults. */
  DeployedStack(Path directory, Database database, String account) {
    this.directory = directory;
    this.database = database;
    this.account = account;
  }

  static String secretArn(String name) {
    return "arn:aws:secretsmanager:us-east-1:%s:secret:%s-AbCdEf".formatted(SECRETS_ACCOUNT, name);
  }

  String role() {
    return "arn:aws:iam::%s:role/FunctionRole".formatted(account);
  }

  String function() {
    return "arn:aws:lambda:us-east-1:%s:function:keyturn-postgres".formatted(account);
  }

  DeployedStack parameter(String name, String value) {
    parameters.put(name, value);
    return this;
  }

  /** Policies of a secret, its admin's and their key that let in a function of another account. */
  SamTemplate otherAccountExample() throws IOException {
    return SamTemplate.read(
        Path.of("examples/cloudformation/other-account.yaml"),
        SECRETS_ACCOUNT,
        Map.of(
            "RoleArn", role(),
            "SecretArn", secretArn("app"),
            "AdminSecretArn", secretArn("admin")));
  }

  /** Secret {@code app} of a new user, which names the secret {@code admin}. */
  DeployedStack alternatingUsers(String key) throws Exception {
    return user(secretArn("admin"), key)
        .secret(
            "admin",
            SecretJson.of(database, "postgres", database.server().password().reveal()),
            key);
  }

  /** Secret {@code app} of a new user. */
  DeployedStack user(String admin, String key) throws Exception {
    String user = Database.freshName("app");
    database.createUser(user, "first", "");
    return secret("app", SecretJson.of(database, user, "first").with("masterarn", admin), key);
  }

  DeployedStack secret(String name, SecretJson value, String key) {
    secrets.add(
        Map.of(
            "region",
            "us-east-1",
            "name",
            name,
            "arn",
            secretArn(name),
            "kmsKeyId",
            key,
            "versions",
            List.of(Map.of("stages", List.of("AWSCURRENT"), "value", value.members()))));
    return this;
  }

  DeployedStack secretPolicy(String name, Map<?, ?> policy) {
    secretPolicies.put(name, policy);
    return this;
  }

  DeployedStack withoutSecretPolicy(String name) {
    secretPolicies.remove(name);
    return this;
  }

  /** Calls of Secrets Manager are allowed by a statement alone; keys by the role, as before. */
  DeployedStack allowedBy(Map<?, ?> statement) {
    instead.add(statement);
    return this;
  }

  DeployedStack keyPolicy(String key, Map<?, ?> policy) {
    keyPolicies.put(key, policy);
    return this;
  }

  /** Rotates a secret at the request of somebody of its account who may do everything. */
  ServiceEvent.Rotation rotate(String name) throws Exception {
    SamTemplate template = SamTemplate.read(Path.of("template.yaml"), account, parameters);
    try (EmbeddedSecretsManager service = service(template).start();
        SecretsManagerClient operator = operator(service)) {
      for (Map.Entry<String, Map<?, ?>> policy : secretPolicies.entrySet()) {
        String text = JSON.std.asString(policy.getValue());
        operator.putResourcePolicy(
            r -> r.secretId(policy.getKey()).resourcePolicy(text).blockPublicPolicy(true));
      }
      operator.rotateSecret(r -> r.secretId(name).rotationLambdaARN(function()));
      ServiceEvent.Rotation end = ended.poll(30, TimeUnit.SECONDS);
      assertThat(end).as("the rotation ends").isNotNull();
      return end;
    }
  }

  private EmbeddedSecretsManagerBuilder service(SamTemplate template) throws IOException {
    String name = String.valueOf(template.property("PostgresRotator", "FunctionName"));
    EmbeddedSecretsManagerBuilder builder =
        EmbeddedSecretsManager.builder()
            .function(name, FunctionTarget.parse("class:" + PostgresRotator.class.getName()))
            .seed(write("seed.json", Map.of("secrets", secrets)))
            .credentials(credentials(name, template))
            .retries(new RetryPolicy(1, Duration.ZERO))
            .observer(this::hear);
    Map<?, ?> environment = (Map<?, ?>) template.property("PostgresRotator", "Environment");
    ((Map<?, ?>) environment.get("Variables"))
        .forEach(
            (key, value) ->
                builder.functionVariable(name, String.valueOf(key), String.valueOf(value)));
    return builder.functionVariable(name, "CA_BUNDLE", database.caFile().toString());
  }

  private void hear(ServiceEvent event) {
    if (event instanceof ServiceEvent.Rotation rotation
        && rotation.state() != RotationEventName.ROTATION_STARTED) {
      ended.add(rotation);
    }
  }

  private Path credentials(String function, SamTemplate template) throws IOException {
    return write(
        "credentials.json",
        Map.of(
            "functionPolicies",
            Map.of(function, policy(List.of(permission(template)))),
            "keyPolicies",
            keyPolicies,
            "principals",
            List.of(
                principal(
                    "arn:aws:iam::%s:user/operator".formatted(SECRETS_ACCOUNT),
                    List.of(),
                    List.of(EVERYTHING)),
                principal(role(), List.of(function), allowed(template)))));
  }

  private List<Map<?, ?>> allowed(SamTemplate template) throws IOException {
    List<Map<?, ?>> statements = new ArrayList<>(template.statements("FunctionRole"));
    if (!instead.isEmpty()) {
      statements.removeIf(
          statement -> String.valueOf(statement.get("Action")).contains("secretsmanager:"));
      statements.addAll(instead);
    }
    return statements;
  }

  /** As Lambda writes it into the function's policy. */
  private Map<String, Object> permission(SamTemplate template) {
    return Map.of(
        "Effect",
        "Allow",
        "Principal",
        Map.of("Service", template.property("InvokePermission", "Principal")),
        "Action",
        template.property("InvokePermission", "Action"),
        "Resource",
        function(),
        "Condition",
        Map.of(
            "StringEquals",
            Map.of("aws:SourceAccount", template.property("InvokePermission", "SourceAccount"))));
  }

  private static Map<String, Object> principal(
      String arn, List<String> functions, List<?> statements) {
    return Map.of(
        "arn",
        arn,
        "accessKeyId",
        functions.isEmpty() ? "AKIDOPERATOR" : "AKIDROLE",
        "secretAccessKey",
        "key",
        "functions",
        functions,
        "policies",
        List.of(policy(statements)));
  }

  private static Map<String, Object> policy(List<?> statements) {
    return Map.of("Version", "2012-10-17", "Statement", statements);
  }

  private Path write(String name, Object content) throws IOException {
    return Files.writeString(directory.resolve(name), JSON.std.asString(content));
  }

  private static SecretsManagerClient operator(EmbeddedSecretsManager service) {
    return SecretsManagerClient.builder()
        .endpointOverride(service.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDOPERATOR", "key")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }
}
