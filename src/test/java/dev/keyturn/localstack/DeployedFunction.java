package dev.keyturn.localstack;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** A function in LocalStack, of the files of a directory. */
final class DeployedFunction implements AutoCloseable {

  private final LambdaClient lambda;
  private final String arn;

  private DeployedFunction(LambdaClient lambda, String arn) {
    this.lambda = lambda;
    this.arn = arn;
  }

  static DeployedFunction of(
      LambdaClient lambda, Path directory, String handler, Map<String, String> variables)
      throws IOException {
    byte[] code = zip(directory);
    String name = "function-" + UUID.randomUUID();
    String arn =
        lambda
            .createFunction(
                r ->
                    r.functionName(name)
                        .runtime("java25")
                        .handler(handler)
                        .role("arn:aws:iam::000000000000:role/function")
                        .timeout(30)
                        .memorySize(512)
                        .environment(e -> e.variables(variables))
                        .code(c -> c.zipFile(SdkBytes.fromByteArray(code))))
            .functionArn();
    lambda.waiter().waitUntilFunctionActiveV2(r -> r.functionName(arn));
    return new DeployedFunction(lambda, arn);
  }

  private static byte[] zip(Path directory) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes);
        Stream<Path> found = Files.walk(directory)) {
      List<Path> files = found.filter(Files::isRegularFile).sorted().toList();
      for (Path file : files) {
        zip.putNextEntry(new ZipEntry(directory.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, zip);
      }
    }
    return bytes.toByteArray();
  }

  String arn() {
    return arn;
  }

  /** Its variables from the next invocation on. */
  void configure(Map<String, String> variables) {
    lambda.updateFunctionConfiguration(
        r -> r.functionName(arn).environment(e -> e.variables(variables)));
    lambda.waiter().waitUntilFunctionUpdatedV2(r -> r.functionName(arn));
  }

  /** Runs one step by hand, and says what it failed of. */
  String failure(String step, String secret, String token) throws IOException {
    String event =
        JSON.std.asString(Map.of("Step", step, "SecretId", secret, "ClientRequestToken", token));
    InvokeResponse response =
        lambda.invoke(r -> r.functionName(arn).payload(SdkBytes.fromUtf8String(event)));
    Map<String, Object> error = JSON.std.mapFrom(response.payload().asUtf8String());
    return response.functionError() + ": " + error.get("errorMessage");
  }

  @Override
  public void close() {
    lambda.deleteFunction(r -> r.functionName(arn));
  }
}
