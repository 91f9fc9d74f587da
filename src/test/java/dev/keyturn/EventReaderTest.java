package dev.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.SecretsManagerRotationEvent;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.RotationRequest;
import dev.keyturn.rotation.Step;
import dev.keyturn.secret.RotationToken;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.VersionId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EventReaderTest {

  private static final String ARN =
      "arn:aws:secretsmanager:us-east-1:123456789012:secret:app-AbCdEf";
  private static final String TOKEN = "terraform-20261124000000000000000002";
  private static final String PROOF = "8c1d63b2-70f4-4e9a-b5a8-3f29c0de7614";
  private static final String OTHERS =
      ",\"SecretId\":\"%s\",\"ClientRequestToken\":\"%s\"}".formatted(ARN, TOKEN);

  @ParameterizedTest
  @EnumSource
  void readsTheEventOfEveryStep(Step step) throws IOException {
    assertThat(read("{\"Step\":\"%s\"%s".formatted(step, OTHERS)))
        .isEqualTo(new RotationRequest(step, new SecretId(ARN), new VersionId(TOKEN), null));
  }

  @Test
  void readsARotationTokenAndNothingElse() throws IOException {
    RotationRequest request =
        read(
            "{\"More\":[1],\"RotationToken\":\"%s\",\"Step\":\"testSecret\"%s"
                .formatted(PROOF, OTHERS));

    assertThat(request.token()).isEqualTo(new RotationToken(SecretText.of(PROOF)));
    assertThat(request.toString()).doesNotContain(PROOF);
    assertThat(read("{\"RotationToken\":null,\"Step\":\"testSecret\"" + OTHERS).token()).isNull();
  }

  @Test
  void takesAnEventAsLongAsItMayBe() throws IOException {
    String event = "{\"Step\":\"testSecret\"" + OTHERS;
    String longest = event + " ".repeat(EventReader.LONGEST - event.length());

    assertThat(read(longest).step()).isEqualTo(Step.TEST_SECRET);
    assertRefused(longest + " ", "it is longer than 16384 bytes");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                    | Step is missing; SecretId is missing; ClientRequestToken is missing
          {"Step":null,OTHERS                   | Step is missing
          {"Step":"",OTHERS                     | Step is not a text, or empty
          {"Step":3,OTHERS                      | Step is not a text, or empty
          {"Step":["createSecret"],OTHERS       | Step is not a text, or empty
          {"Step":"deleteSecret",OTHERS         | Step 'deleteSecret' is none of createSecret, setSecret, testSecret, finishSecret
          {"Step":"CreateSecret",OTHERS         | Step 'CreateSecret' is none of createSecret, setSecret, testSecret, finishSecret
          {"Step":"hunter2-hunter2",OTHERS      | Step is none of createSecret, setSecret, testSecret, finishSecret
          {"Step":"createSecret\\n",OTHERS      | Step is none of createSecret, setSecret, testSecret, finishSecret
          {"Step":"createSecret","SecretId":7,"ClientRequestToken":"TOKEN"}                    | SecretId is not a text, or empty
          {"Step":"createSecret","SecretId":{"hunter2":1},"ClientRequestToken":"TOKEN"}        | SecretId is not a text, or empty
          {"Step":"createSecret","SecretId":" ","ClientRequestToken":"TOKEN"}                  | SecretId: a secret id has 1 to 2048 characters, not 1
          {"Step":"createSecret","SecretId":"app"}                                             | ClientRequestToken is missing
          {"Step":"createSecret","SecretId":"app","ClientRequestToken":"hunter2"}              | ClientRequestToken: a version id has 32 to 64 characters, not 7
          {"RotationToken":"hunter2","Step":"createSecret",OTHERS                              | RotationToken is not 36 to 256 letters, digits or hyphens
          {"RotationToken":7,"Step":"createSecret",OTHERS                                      | RotationToken is not 36 to 256 letters, digits or hyphens
          {"RotationToken":"hunter2_hunter2_hunter2_hunter2_hunter2","Step":"createSecret",OTHERS | RotationToken is not 36 to 256 letters, digits or hyphens
          {"RotationToken":1,"Step":"hunter","SecretId":[],"ClientRequestToken":"hunter2"}     | Step 'hunter' is none of createSecret, setSecret, testSecret, finishSecret; SecretId is not a text, or empty; ClientRequestToken: a version id has 32 to 64 characters, not 7; RotationToken is not 36 to 256 letters, digits or hyphens
          ["hunter2"]                           | it is JSON, but not an object
          "hunter2"                             | it is JSON, but not an object
          null                                  | it is JSON, but not an object
          hunter2                               | it is not valid JSON, names a member twice, or is nested too deeply
          {"Step":"hunter2                      | it is not valid JSON, names a member twice, or is nested too deeply
          {"Step":"testSecret","Step":"setSecret",OTHERS                                       | it is not valid JSON, names a member twice, or is nested too deeply
          {"a":[[[[[[[["hunter2"]]]]]]]],"Step":"testSecret",OTHERS                            | it is not valid JSON, names a member twice, or is nested too deeply
          {"Step":"testSecret",OTHERS {"hunter2":1}                                            | more follows after its JSON
          """)
  void refusesByName(String event, String observed) {
    assertRefused(event.replace(",OTHERS", OTHERS).replace("TOKEN", TOKEN), observed);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("oddities")
  void refusesWhatNobodyShouldSend(String name, byte[] event, String observed) {
    assertRefused(event, observed);
  }

  static Stream<Arguments> oddities() {
    String unreadable = "it is not valid JSON, names a member twice, or is nested too deeply";
    return Stream.of(
        Arguments.of("nothing", new byte[0], unreadable),
        Arguments.of(
            "a megabyte of nesting", bytes("[".repeat(1 << 20)), "it is longer than 16384 bytes"),
        Arguments.of("nesting just short enough", bytes("{\"a\":".repeat(3_000)), unreadable),
        Arguments.of("no UTF-8", new byte[] {'{', '"', (byte) 0xC3, 0x28, '"', '}'}, unreadable),
        Arguments.of(
            "a long id",
            bytes(
                "{\"Step\":\"testSecret\",\"SecretId\":\"%s\",\"ClientRequestToken\":\"%s\"}"
                    .formatted("hunter2".repeat(300), TOKEN)),
            "SecretId: a secret id has 1 to 2048 characters, not 2100"));
  }

  @Test
  void readsTheEventOfTheEventsLibrary() {
    assertThat(RotationEvents.request(event("setSecret", ARN, TOKEN)))
        .isEqualTo(
            new RotationRequest(Step.SET_SECRET, new SecretId(ARN), new VersionId(TOKEN), null));
    assertThatThrownBy(() -> RotationEvents.request(event("hunter2", null, "")))
        .hasMessage(
            refusal(
                "Step is none of createSecret, setSecret, testSecret, finishSecret; SecretId is missing; ClientRequestToken is not a text, or empty"));
  }

  private static SecretsManagerRotationEvent event(String step, String secret, String token) {
    return SecretsManagerRotationEvent.builder()
        .withStep(step)
        .withSecretId(secret)
        .withClientRequestToken(token)
        .build();
  }

  private static void assertRefused(String event, String observed) {
    assertRefused(bytes(event), observed);
  }

  private static void assertRefused(byte[] event, String observed) {
    assertThatThrownBy(() -> EventReader.read(new ByteArrayInputStream(event)))
        .hasMessage(refusal(observed))
        .hasNoCause()
        .isInstanceOfSatisfying(
            RotationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_EVENT));
    assertThat(observed).as("quotes nothing").doesNotContain("hunter2");
  }

  private static String refusal(String observed) {
    return "the event is not a rotation event: "
        + observed
        + ". Only Secrets Manager should invoke this function; to try it by hand, send one of events/*.json.";
  }

  private static RotationRequest read(String event) throws IOException {
    return EventReader.read(new ByteArrayInputStream(bytes(event)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
