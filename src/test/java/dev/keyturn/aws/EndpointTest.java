package dev.keyturn.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where Secrets Manager is, in the words of AWS's own rotation functions. */
class EndpointTest {

  private static final String VARIABLE = "SECRETS_MANAGER_ENDPOINT";

  @Test
  void isWhatTheVariableSays() {
    assertThat(SecretsManagerClients.endpoint(Map.of(VARIABLE, "http://localhost:4599")))
        .contains(URI.create("http://localhost:4599"));
  }

  @Test
  void isAwssOwnIfTheVariableIsEmptyAsAnUnansweredTemplateParameterIs() {
    assertThat(SecretsManagerClients.endpoint(Map.of(VARIABLE, ""))).isEmpty();
    assertThat(SecretsManagerClients.endpoint(Map.of())).isEmpty();
  }

  @Test
  void isLeftToTheSdkIfItsStandardVariableIsThere() {
    assertThat(
            SecretsManagerClients.endpoint(
                Map.of(
                    VARIABLE,
                    "http://localhost:4599",
                    "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                    "http://localhost:4600")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:4599", "localhost", "ftp://localhost", "http://", "http://a b"})
  void mustBeAUrl(String value) {
    assertThatThrownBy(() -> SecretsManagerClients.endpoint(Map.of(VARIABLE, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "SECRETS_MANAGER_ENDPOINT is '%s', which is no URL. Correct it in the function's"
                + " configuration, to a URL such as https://secretsmanager.us-east-1.amazonaws.com,"
                + " or leave it empty for AWS's own.",
            value);
  }
}
