package dev.keyturn.local.functions;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/**
 * The environment of a child process. It inherits nothing of AWS: a laptop's profile must never
 * lead a function to a real account.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime">Lambda's
 *     own variables</a>
 */
final class SandboxVariables {

  private SandboxVariables() {}

  static void put(
      Map<String, String> environment,
      String handler,
      Path taskRoot,
      FunctionSettings settings,
      String region,
      SandboxKeys keys) {
    environment.keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("_LAMBDA_"));
    String endpoint = settings.endpoint().get().toString();
    environment.putAll(
        Map.ofEntries(
            Map.entry("_HANDLER", handler),
            Map.entry("LAMBDA_TASK_ROOT", taskRoot.toString()),
            Map.entry("AWS_LAMBDA_FUNCTION_NAME", settings.name()),
            Map.entry("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            Map.entry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
            Map.entry("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
            Map.entry("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + settings.name()),
            Map.entry("AWS_LAMBDA_LOG_STREAM_NAME", UUID.randomUUID().toString()),
            Map.entry("AWS_REGION", region),
            Map.entry("AWS_DEFAULT_REGION", region),
            Map.entry("LANG", "en_US.UTF-8"),
            Map.entry("TZ", ":UTC")));
    environment.put("AWS_ACCESS_KEY_ID", keys.accessKeyId());
    environment.put("AWS_SECRET_ACCESS_KEY", keys.secretAccessKey().reveal());
    environment.put("AWS_SESSION_TOKEN", keys.sessionToken().reveal());
    environment.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", endpoint);
    environment.put("SECRETS_MANAGER_ENDPOINT", endpoint);
    environment.putAll(settings.variables());
  }
}
