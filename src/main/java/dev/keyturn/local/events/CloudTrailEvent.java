package dev.keyturn.local.events;

import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What EventBridge delivers of a CloudTrail entry, for calls, rotations and deletions of versions:
 * rules' patterns and functions that wait for such events can be tried with it.
 *
 * <p>The form is that of <a
 * href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html">AWS's
 * entries</a>, as far as the service knows what they say.
 */
final class CloudTrailEvent {

  private static final String SERVICE = "secretsmanager.amazonaws.com";
  private static final List<String> READING =
      List.of("BatchGet", "Describe", "Get", "List", "Validate");

  /** The longest SecretId that the API takes; what is longer is no parameter of a request. */
  private static final int LONGEST_ID = 2048;

  /** Of a message, as CloudTrail cuts it. */
  private static final int LONGEST_MESSAGE = 1024;

  private static final int REGION = 3;
  private static final int ACCOUNT = 4;

  private final ServiceEvent event;
  private final Map<String, Object> detail = new LinkedHashMap<>();

  private CloudTrailEvent(ServiceEvent event) {
    this.event = event;
  }

  /** The members of such an event, none for what CloudTrail does not hear of. */
  static Map<String, Object> members(ServiceEvent event) {
    CloudTrailEvent form = new CloudTrailEvent(event);
    if (event instanceof ServiceEvent.ApiCall call) {
      return form.call(call);
    }
    if (event instanceof ServiceEvent.Rotation rotation) {
      return form.own(
          rotation.state().toString(), rotation.secret(), rotation.version(), rotation.cause());
    }
    if (event instanceof ServiceEvent.VersionDeletion deletion) {
      return form.own(deletion.state().toString(), deletion.secret(), deletion.version(), null);
    }
    return Map.of();
  }

  private Map<String, Object> call(ServiceEvent.ApiCall call) {
    ServiceEvent.Origin origin = call.origin();
    begin(origin.account(), null, call.operation(), origin.region());
    put("sourceIPAddress", origin.address());
    put("userAgent", origin.agent());
    put("errorCode", call.error());
    put("errorMessage", cut(call.message()));
    if (call.secret() != null && call.secret().length() <= LONGEST_ID) {
      String name = call.operation().equals("CreateSecret") ? "name" : "secretId";
      detail.put("requestParameters", Map.of(name, call.secret()));
    }
    boolean reads = READING.stream().anyMatch(call.operation()::startsWith);
    end("AwsApiCall", reads, origin.account());
    return envelope("AWS API Call via CloudTrail", origin.account(), origin.region());
  }

  private Map<String, Object> own(
      String name, String arn, String version, @Nullable String failure) {
    String[] parts = arn.split(":", ACCOUNT + 2);
    begin(parts[ACCOUNT], SERVICE, name, parts[REGION]);
    put("sourceIPAddress", SERVICE);
    put("userAgent", SERVICE);
    put("errorMessage", cut(failure));
    detail.put("additionalEventData", Map.of("SecretId", arn));
    put("requestID", "Rotation-" + arn + "-" + version);
    end("AwsServiceEvent", false, parts[ACCOUNT]);
    return envelope("AWS Service Event via CloudTrail", parts[ACCOUNT], parts[REGION]);
  }

  private static @Nullable String cut(@Nullable String message) {
    return message == null || message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE);
  }

  private void begin(
      @Nullable String account, @Nullable String invokedBy, String name, @Nullable String region) {
    detail.put("eventVersion", "1.08");
    Map<String, Object> identity = new LinkedHashMap<>();
    if (account != null) {
      identity.put("accountId", account);
    }
    if (invokedBy != null) {
      identity.put("invokedBy", invokedBy);
    }
    detail.put("userIdentity", identity);
    // CloudTrail tells whole seconds.
    detail.put("eventTime", event.time().truncatedTo(ChronoUnit.SECONDS).toString());
    detail.put("eventSource", SERVICE);
    detail.put("eventName", name);
    put("awsRegion", region);
  }

  private void end(String type, boolean reads, @Nullable String account) {
    detail.put("eventID", UUID.randomUUID().toString());
    detail.put("readOnly", reads);
    detail.put("eventType", type);
    detail.put("managementEvent", true);
    put("recipientAccountId", account);
    detail.put("eventCategory", "Management");
  }

  private Map<String, Object> envelope(
      String type, @Nullable String account, @Nullable String region) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("source", "aws.secretsmanager");
    members.put("detail-type", type);
    if (account != null && region != null) {
      members.put("account", account);
      members.put("region", region);
    }
    members.put("detail", detail);
    return members;
  }

  private void put(String name, @Nullable String value) {
    if (value != null) {
      detail.put(name, value);
    }
  }
}
