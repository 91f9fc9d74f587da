package dev.keyturn.rotators.iam;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * IAM and STS over their query protocol: users and their keys, how long a new one takes to be
 * known, and what a test has AWS answer instead. Signatures of STS's requests are checked.
 */
final class AwsDouble implements AutoCloseable {

  static {
    // Else the JDK's server holds every answer back for 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  static final String ROLE_KEY = "AKIAROLEROLEROLEROLE";
  static final String USER = "app";
  private static final String ARN = "arn:aws:iam::123456789012:user/teams/";
  private static final int MOST_KEYS = 2;
  private static final Pattern SIGNER = Pattern.compile("Credential=([^/]+)/");
  private static final Pattern PARTS =
      Pattern.compile(
          "Credential=(?<id>[^/]+)/\\d+/(?<region>[^/]+)/(?<service>[^/]+)/aws4_request,"
              + " SignedHeaders=(?<headers>[^,]+),");
  private static final DateTimeFormatter SIGNING_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** A key as IAM has it. */
  static final class Key {
    final String user;
    final String id;
    final String secret;
    final Instant created;
    boolean active = true;
    boolean ofAnotherAccount;
    Instant lastUsed;

    Key(String user, String id, String secret, Instant created) {
      this.user = user;
      this.id = id;
      this.secret = secret;
      this.created = created;
    }
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final InstantSource clock;
  private final Map<String, Key> keys = new LinkedHashMap<>();
  private final Map<String, String> refusals = new HashMap<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private long secondsUntilKnown;
  private int made;
  private String arn;

  AwsDouble(InstantSource clock) throws IOException {
    this.clock = clock;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  InetSocketAddress address() {
    return new InetSocketAddress("localhost", server.getAddress().getPort());
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Makes a key, known at once and everywhere. */
  synchronized Key key() {
    return key(clock.instant().minusSeconds(secondsUntilKnown));
  }

  synchronized Key key(Instant created) {
    return key(USER, null, created);
  }

  private Key key(String user, String secret, Instant created) {
    made++;
    String id = "AKIA%016d".formatted(made);
    Key key = new Key(user, id, secret == null ? "secret-of-" + id : secret, created);
    keys.put(key.id, key);
    return key;
  }

  /** Leaves a user with this one key. */
  synchronized Key reset(String user, String secret) {
    keys.values().removeIf(key -> key.user.equals(user));
    return key(user, secret, clock.instant().minusSeconds(secondsUntilKnown));
  }

  synchronized Key get(String id) {
    return keys.get(id);
  }

  synchronized void delete(String id) {
    keys.remove(id);
  }

  synchronized List<String> ids() {
    return List.copyOf(keys.keySet());
  }

  /** How long a key is unknown after it was made. */
  synchronized AwsDouble knownAfter(long seconds) {
    secondsUntilKnown = seconds;
    return this;
  }

  /** Whose the keys are. */
  synchronized AwsDouble arn(String other) {
    arn = other;
    return this;
  }

  /** Has an action be answered with an error. */
  synchronized AwsDouble refuse(String action, String code) {
    refusals.put(action, code);
    return this;
  }

  synchronized AwsDouble refuseNothing() {
    refusals.clear();
    return this;
  }

  List<String> calls() {
    return calls;
  }

  /** Whether a key logs in now, or the code of the error. */
  synchronized String login(String id, String secret) {
    Key key = keys.get(id);
    if (key == null
        || !key.active
        || clock.instant().isBefore(key.created.plusSeconds(secondsUntilKnown))) {
      return "InvalidClientTokenId";
    }
    return key.secret.equals(secret) ? "accepted" : "SignatureDoesNotMatch";
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Matcher signer =
          SIGNER.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      String id = signer.find() ? signer.group(1) : "";
      Answer answer = answer(id, isSignedWith(secretOf(id), exchange, body), form(body));
      byte[] bytes = answer.xml().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/xml");
      exchange.sendResponseHeaders(answer.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private synchronized String secretOf(String id) {
    Key key = keys.get(id);
    return key == null ? "nobody's" : key.secret;
  }

  /** Signs what was signed once more, and compares. */
  private static boolean isSignedWith(String secret, HttpExchange exchange, String body) {
    Headers headers = exchange.getRequestHeaders();
    String authorization = String.valueOf(headers.getFirst("Authorization"));
    Matcher parts = PARTS.matcher(authorization);
    if (!parts.find()) {
      return false;
    }
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(URI.create("http://" + headers.getFirst("Host") + "/"));
    for (String name : parts.group("headers").split(";", -1)) {
      request.putHeader(name, headers.getFirst(name));
    }
    Instant time = SIGNING_TIME.parse(headers.getFirst("X-Amz-Date"), Instant::from);
    SignedRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                r ->
                    r.identity(AwsCredentialsIdentity.create(parts.group("id"), secret))
                        .request(request.build())
                        .payload(
                            () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))
                        .putProperty(AwsV4HttpSigner.REGION_NAME, parts.group("region"))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, parts.group("service"))
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(time, ZoneOffset.UTC)));
    return signed
        .request()
        .firstMatchingHeader("Authorization")
        .orElseThrow()
        .equals(authorization);
  }

  private static Map<String, String> form(String body) {
    return Arrays.stream(body.split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }

  private record Answer(int status, String xml) {
    static Answer ok(String action, String result) {
      return new Answer(
          200,
          "<%1$sResponse><%1$sResult>%2$s</%1$sResult></%1$sResponse>".formatted(action, result));
    }

    static Answer error(int status, String code) {
      return new Answer(
          status,
          "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>m</Message></Error></ErrorResponse>"
              .formatted(code));
    }
  }

  private synchronized Answer answer(String signer, boolean signed, Map<String, String> form) {
    String action = form.get("Action");
    calls.add(action);
    String refusal = refusals.get(action);
    if (refusal != null) {
      return Answer.error(refusal.equals("NoSuchEntity") ? 404 : 403, refusal);
    }
    if (action.equals("GetCallerIdentity")) {
      String login = login(signer, signed ? secretOf(signer) : "");
      return login.equals("accepted")
          ? Answer.ok(action, "<Arn>%s</Arn>".formatted(arnOf(signer)))
          : Answer.error(403, login);
    }
    if (!signer.equals(ROLE_KEY)) {
      return Answer.error(403, "AccessDenied");
    }
    return switch (action) {
      case "ListAccessKeys" -> Answer.ok(action, list(form.get("UserName")));
      case "CreateAccessKey" ->
          of(form.get("UserName")).size() < MOST_KEYS
              ? Answer.ok(action, create(form.get("UserName")))
              : Answer.error(409, "LimitExceeded");
      case "DeleteAccessKey" ->
          keys.remove(form.get("AccessKeyId")) == null
              ? Answer.error(404, "NoSuchEntity")
              : Answer.ok(action, "");
      case "GetAccessKeyLastUsed" -> Answer.ok(action, lastUse(keys.get(form.get("AccessKeyId"))));
      default -> Answer.error(400, "InvalidAction");
    };
  }

  private List<Key> of(String user) {
    return keys.values().stream()
        .filter(key -> key.user.equals(user) && !key.ofAnotherAccount)
        .toList();
  }

  private String arnOf(String id) {
    if (arn != null) {
      return arn;
    }
    Key key = keys.get(id);
    return (key.ofAnotherAccount ? ARN.replace("123456789012", "999999999999") : ARN) + key.user;
  }

  private String list(String user) {
    List<String> members = new ArrayList<>();
    for (Key key : of(user)) {
      members.add(
          "<member><UserName>%s</UserName><AccessKeyId>%s</AccessKeyId><Status>%s</Status><CreateDate>%s</CreateDate></member>"
              .formatted(user, key.id, key.active ? "Active" : "Inactive", key.created));
    }
    return "<IsTruncated>false</IsTruncated><AccessKeyMetadata>%s</AccessKeyMetadata>"
        .formatted(String.join("", members));
  }

  private String create(String user) {
    Key key = key(user, null, clock.instant());
    return "<AccessKey><UserName>%s</UserName><AccessKeyId>%s</AccessKeyId><Status>Active</Status><SecretAccessKey>%s</SecretAccessKey></AccessKey>"
        .formatted(user, key.id, key.secret);
  }

  private static String lastUse(Key key) {
    return "<AccessKeyLastUsed>%s</AccessKeyLastUsed>"
        .formatted(
            key == null || key.lastUsed == null
                ? "<ServiceName>N/A</ServiceName><Region>N/A</Region>"
                : "<LastUsedDate>%s</LastUsedDate><ServiceName>s3</ServiceName><Region>eu-west-1</Region>"
                    .formatted(key.lastUsed));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
