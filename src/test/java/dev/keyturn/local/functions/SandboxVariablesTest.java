package dev.keyturn.local.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.local.auth.OpenAccess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a child process inherits, and what not. */
class SandboxVariablesTest {

  @Test
  void nothingOfAwsIsInheritedAndTheRestIs() {
    Map<String, String> environment =
        new TreeMap<>(
            Map.of(
                "AWS_PROFILE", "production",
                "AWS_ACCESS_KEY_ID", "a real one",
                "AWS_SESSION_TOKEN", "a real one",
                "AWS_ENDPOINT_URL", "https://example.com",
                "AWS_CA_BUNDLE", "/bundle",
                "AWS_LAMBDA_RUNTIME_API", "another",
                "_LAMBDA_TELEMETRY_LOG_FD", "3",
                "SECRETS_MANAGER_ENDPOINT", "https://example.com",
                "HOME", "/home",
                "LANG", "C"));

    SandboxVariables.put(
        environment,
        "example.Handler::handleRequest",
        Path.of("/var/task"),
        new FunctionSettings(
            "F",
            Map.of("PASSWORD_LENGTH", "40"),
            Duration.ofSeconds(30),
            () -> URI.create("http://127.0.0.1:4599"),
            new PendingStore(),
            new OpenAccess()::open,
            line -> {}),
        "ap-south-1",
        new OpenAccess().open());

    assertThat(environment.values()).doesNotContain("production", "a real one", "another");
    assertThat(environment.get("AWS_SESSION_TOKEN")).isNotEmpty();
    assertThat(environment.get("AWS_LAMBDA_LOG_STREAM_NAME")).isNotEmpty();
    environment
        .keySet()
        .removeIf(
            name ->
                name.matches(
                    "AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|LAMBDA_LOG_STREAM_NAME)"));
    assertThat(environment)
        .isEqualTo(
            Map.ofEntries(
                Map.entry("_HANDLER", "example.Handler::handleRequest"),
                Map.entry("LAMBDA_TASK_ROOT", "/var/task"),
                Map.entry("AWS_LAMBDA_FUNCTION_NAME", "F"),
                Map.entry("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
                Map.entry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
                Map.entry("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
                Map.entry("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/F"),
                Map.entry("AWS_REGION", "ap-south-1"),
                Map.entry("AWS_DEFAULT_REGION", "ap-south-1"),
                Map.entry("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://127.0.0.1:4599"),
                Map.entry("SECRETS_MANAGER_ENDPOINT", "http://127.0.0.1:4599"),
                Map.entry("TZ", ":UTC"),
                Map.entry("LANG", "en_US.UTF-8"),
                Map.entry("HOME", "/home"),
                Map.entry("PASSWORD_LENGTH", "40")));
  }
}
