package dev.keyturn.local;

import static dev.keyturn.local.Wire.members;
import static dev.keyturn.local.Wire.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.local.model.ApiModel;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors of AWS that nothing but a seed file brings about here. */
class FaultsTest {

  private static final List<String> OPERATIONS =
      List.of("CreateSecret", "PutSecretValue", "GetResourcePolicy", "ListSecrets", "RotateSecret");

  @TempDir Path directory;

  static Stream<Arguments> everyErrorOfSomeOperations() {
    ApiModel model = ApiModel.load();
    return OPERATIONS.stream()
        .flatMap(
            operation ->
                Stream.concat(model.errors(operation).stream(), Stream.of("ThrottlingException"))
                    .map(e -> Arguments.of(operation, e)));
  }

  @ParameterizedTest
  @MethodSource("everyErrorOfSomeOperations")
  void anOperationAnswersItOnce(String operation, String error) throws IOException {
    String seed =
        "{\"faults\":[{\"operation\":\"%s\",\"error\":\"%s\"}]}".formatted(operation, error);
    try (EmbeddedSecretsManager service = start(seed)) {
      Wire wire = new Wire(service.endpoint());
      Map<String, Object> request = request(operation);

      HttpResponse<String> answer = wire.send(operation, request);

      assertThat(answer.statusCode()).isEqualTo(error.equals("InternalServiceError") ? 500 : 400);
      String text = "The seed file has %s answer this error.".formatted(operation);
      assertThat(answer.body())
          .isEqualTo("{\"__type\":\"%s\",\"Message\":\"%s\"}".formatted(error, text));
      assertThat(wire.send(operation, request).body()).doesNotContain(text);
    }
  }

  private static Map<String, Object> request(String operation) {
    return switch (operation) {
      case "CreateSecret" ->
          members("Name", "new", "SecretString", "v", "ClientRequestToken", token(1));
      case "ListSecrets" -> Map.of();
      case "GetResourcePolicy" -> members("SecretId", "s");
      default -> members("SecretId", "s", "SecretString", "v", "ClientRequestToken", token(1));
    };
  }

  @Test
  void onlyTheNamedSecretIsConcernedAndOnlySoOften() throws IOException {
    try (EmbeddedSecretsManager service =
        start(
            """
            {"secrets":[{"region":"eu-west-1","name":"a","versions":[{"stages":["AWSCURRENT"],"value":"v"}]},
                        {"region":"eu-west-1","name":"a-second","versions":[{"stages":["AWSCURRENT"],"value":"w"}]}],
             "faults":[{"operation":"GetSecretValue","error":"ThrottlingException","secret":"a","times":3}]}""")) {
      Wire wire = new Wire(service.endpoint());
      Object arn = wire.call("DescribeSecret", "SecretId", "a").get("ARN");
      String partial = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a";
      String throttled = "ThrottlingException: The seed file has GetSecretValue answer this error.";

      assertThat(wire.call("GetSecretValue", "SecretId", "a-second"))
          .containsEntry("SecretString", "w");
      for (Object id : List.of("a", String.valueOf(arn), partial)) {
        assertThat(wire.refusal("GetSecretValue", "SecretId", id)).isEqualTo(throttled);
      }
      assertThat(wire.call("GetSecretValue", "SecretId", "a")).containsEntry("SecretString", "v");
    }
  }

  @Test
  void anErrorChangesNothing() throws IOException {
    try (EmbeddedSecretsManager service =
        start(
            """
            {"secrets":[{"region":"eu-west-1","name":"s","versions":[{"stages":["AWSCURRENT"],"value":"v"}]}],
             "faults":[{"operation":"PutSecretValue","error":"LimitExceededException"}]}""")) {
      Wire wire = new Wire(service.endpoint());
      Map<String, List<String>> before = wire.labels("s");

      wire.refusal(
          "PutSecretValue", "SecretId", "s", "SecretString", "w", "ClientRequestToken", token(1));

      assertThat(wire.labels("s")).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'error':'InternalServiceError'} | 'operation' is missing",
        "{'operation':'GetSecrets','error':'InternalServiceError'} | there is no operation 'GetSecrets'",
        "{'operation':'GetSecretValue'} | 'error' is missing",
        "{'operation':'GetSecretValue','error':'EncryptionFailure'} | GetSecretValue does not answer"
            + " 'EncryptionFailure'; its errors are ResourceNotFoundException,"
            + " InvalidParameterException, InvalidRequestException, DecryptionFailure,"
            + " InternalServiceError, ThrottlingException",
        "{'operation':'ListSecrets','error':'InternalServiceError','secret':'s'} | ListSecrets is not"
            + " about one secret, so 'secret' has no meaning",
        "{'operation':'ListSecrets','error':'InternalServiceError','times':0} | 'times' is not a"
            + " positive number",
      })
  void whatAwsCouldNotAnswerIsRefused(String fault, String problem) throws IOException {
    Path file = seed("{\"faults\":[%s]}".formatted(fault.replace('\'', '"')));

    assertThatThrownBy(() -> EmbeddedSecretsManager.builder().seed(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("seed file %s: faults[0]: %s".formatted(file, problem));
  }

  private EmbeddedSecretsManager start(String seed) throws IOException {
    return EmbeddedSecretsManager.builder()
        .function("Door", FunctionTarget.parse("class:" + FileDoorRotator.class.getName()))
        .seed(seed(seed))
        .start();
  }

  private Path seed(String content) throws IOException {
    return Files.writeString(directory.resolve("seed.json"), content);
  }
}
