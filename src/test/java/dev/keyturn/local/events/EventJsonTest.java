package dev.keyturn.local.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.events.ServiceEvent.ApiCall;
import dev.keyturn.local.events.ServiceEvent.Origin;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each kind of event, whole. */
class EventJsonTest {

  private static final Instant TIME = Instant.parse("2026-11-24T10:15:30.250Z");
  private static final String ARN =
      "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf";
  private static final String VERSION = "11111111-1111-4111-8111-111111111111";
  private static final Origin ORIGIN =
      new Origin("123456789012", "eu-west-1", "127.0.0.1", "aws-cli/2");

  @Test
  void aCallThatSucceeds() throws IOException {
    assertThat(written(new ApiCall(TIME, "GetSecretValue", "db", null, null, ORIGIN)))
        .isEqualTo(
            """
            {"time":"2026-11-24T10:15:30.250Z","type":"ApiCall","operation":"GetSecretValue","secret":"db",\
            "source":"aws.secretsmanager","detail-type":"AWS API Call via CloudTrail",\
            "account":"123456789012","region":"eu-west-1",\
            "detail":{"eventVersion":"1.08","userIdentity":{"accountId":"123456789012"},\
            "eventTime":"2026-11-24T10:15:30Z","eventSource":"secretsmanager.amazonaws.com",\
            "eventName":"GetSecretValue","awsRegion":"eu-west-1",\
            "sourceIPAddress":"127.0.0.1","userAgent":"aws-cli/2",\
            "requestParameters":{"secretId":"db"},"eventID":"?","readOnly":true,\
            "eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"123456789012",\
            "eventCategory":"Management"}}""");
  }

  @Test
  void aCallThatIsRefused() throws IOException {
    ApiCall call =
        new ApiCall(TIME, "CreateSecret", "db", "ResourceExistsException", "It exists.", ORIGIN);

    assertThat(members(call)).containsEntry("error", "ResourceExistsException");
    assertThat(detail(call))
        .containsEntry("errorCode", "ResourceExistsException")
        .containsEntry("errorMessage", "It exists.")
        .containsEntry("requestParameters", Map.of("name", "db"))
        .containsEntry("readOnly", false);
  }

  @Test
  void aCallOfSomebodyWhoIsNotLetIn() throws IOException {
    Origin stranger = new Origin(null, null, "127.0.0.1", null);
    ApiCall call = new ApiCall(TIME, "ListSecrets", null, "AccessDeniedException", "No.", stranger);

    assertThat(members(call)).doesNotContainKeys("account", "region", "secret");
    assertThat(detail(call))
        .containsEntry("userIdentity", Map.of())
        .doesNotContainKeys("awsRegion", "userAgent", "recipientAccountId", "requestParameters");
  }

  /** Whoever sends nonsense does not fill the backlogs of those who read events. */
  @Test
  void longTextsAreNotRepeated() throws IOException {
    ApiCall call =
        new ApiCall(
            TIME,
            "DescribeSecret",
            "s".repeat(2049),
            "ValidationException",
            "m".repeat(1025),
            ORIGIN);

    assertThat(detail(call))
        .containsEntry("errorMessage", "m".repeat(1024))
        .doesNotContainKey("requestParameters");
    assertThat(EventJson.of(call)).hasSizeLessThan(4096);
  }

  @Test
  void aRotationThatFails() throws IOException {
    assertThat(
            written(
                new ServiceEvent.Rotation(
                    TIME, RotationEventName.ROTATION_FAILED, ARN, VERSION, "It broke.")))
        .isEqualTo(
            """
            {"time":"2026-11-24T10:15:30.250Z","type":"RotationFailed","secret":"ARN",\
            "version":"11111111-1111-4111-8111-111111111111","cause":"It broke.",\
            "source":"aws.secretsmanager","detail-type":"AWS Service Event via CloudTrail",\
            "account":"123456789012","region":"eu-west-1",\
            "detail":{"eventVersion":"1.08","userIdentity":{"accountId":"123456789012",\
            "invokedBy":"secretsmanager.amazonaws.com"},\
            "eventTime":"2026-11-24T10:15:30Z","eventSource":"secretsmanager.amazonaws.com",\
            "eventName":"RotationFailed","awsRegion":"eu-west-1",\
            "sourceIPAddress":"secretsmanager.amazonaws.com",\
            "userAgent":"secretsmanager.amazonaws.com","errorMessage":"It broke.",\
            "additionalEventData":{"SecretId":"ARN"},\
            "requestID":"Rotation-ARN-11111111-1111-4111-8111-111111111111","eventID":"?",\
            "readOnly":false,"eventType":"AwsServiceEvent","managementEvent":true,\
            "recipientAccountId":"123456789012","eventCategory":"Management"}}"""
                .replace("ARN", ARN));
  }

  @Test
  void theDeletionOfAVersion() throws IOException {
    ServiceEvent deletion =
        new ServiceEvent.VersionDeletion(TIME, VersionDeletionName.STARTED, ARN, VERSION);

    assertThat(members(deletion))
        .containsEntry("type", "StartSecretVersionDelete")
        .containsEntry("version", VERSION);
    assertThat(detail(deletion))
        .containsEntry("eventName", "StartSecretVersionDelete")
        .containsEntry("additionalEventData", Map.of("SecretId", ARN))
        .doesNotContainKey("errorMessage");
  }

  @Test
  void whatCloudTrailDoesNotHearOf() throws IOException {
    assertThat(written(new ServiceEvent.StepStarted(TIME, ARN, VERSION, "setSecret", 2)))
        .isEqualTo(
            """
            {"time":"2026-11-24T10:15:30.250Z","type":"StepStarted","secret":"%s","version":"%s",\
            "step":"setSecret","attempt":2}"""
                .formatted(ARN, VERSION));
    assertThat(
            written(
                new ServiceEvent.StepEnded(
                    TIME, ARN, VERSION, "setSecret", 2, Duration.ofMillis(7), "It broke.")))
        .isEqualTo(
            """
            {"time":"2026-11-24T10:15:30.250Z","type":"StepFailed","secret":"%s","version":"%s",\
            "step":"setSecret","attempt":2,"milliseconds":7,"cause":"It broke."}"""
                .formatted(ARN, VERSION));
    assertThat(written(new ServiceEvent.FunctionLog(TIME, "Rotator", "a line")))
        .isEqualTo(
            """
            {"time":"2026-11-24T10:15:30.250Z","type":"FunctionLog","function":"Rotator",\
            "line":"a line"}""");
  }

  /** The line, whose only random part is the event's id. */
  private static String written(ServiceEvent event) {
    return EventJson.of(event)
        .replaceFirst(
            "\"eventID\":\"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\"", "\"eventID\":\"?\"");
  }

  private static Map<String, Object> members(ServiceEvent event) throws IOException {
    return JSON.std.mapFrom(EventJson.of(event));
  }

  private static Map<?, ?> cast(Object value) {
    return (Map<?, ?>) value;
  }

  private static Map<Object, Object> detail(ServiceEvent event) throws IOException {
    return Map.copyOf(cast(members(event).get("detail")));
  }
}
