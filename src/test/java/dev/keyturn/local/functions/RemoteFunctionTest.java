package dev.keyturn.local.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.cli.servers.Ports;
import dev.keyturn.local.auth.OpenAccess;
import dev.keyturn.local.functions.LambdaServer.Kind;
import dev.keyturn.local.functions.LambdaServer.Request;
import dev.keyturn.local.rotation.FunctionException;
import dev.keyturn.local.secrets.Scope;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions behind the Invoke API of others. */
@Timeout(60)
class RemoteFunctionTest {

  private static final String ARN = "arn:aws:lambda:ap-south-1:000000000000:function:Rotator:live";
  private static final Scope SCOPE = new Scope(Scope.DEFAULT_ACCOUNT, "eu-west-1");

  private final List<String> log = new CopyOnWriteArrayList<>();
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private LambdaServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void invokesAndMapsErrors(Kind kind) throws Exception {
    server = new LambdaServer(kind, 0);
    RunnableFunction function = remote(server.uri().toString());
    assertThat(function.invokable()).isTrue();

    assertThat(new String(invoke(function, "rotate"), UTF_8)).isEqualTo("null");
    assertThatThrownBy(() -> invoke(function, "throw"))
        .isInstanceOf(FunctionException.class)
        .hasMessage("ValueError: it said so");
    assertThatThrownBy(() -> invoke(function, "refuse"))
        .isInstanceOf(FunctionException.class)
        .hasMessage("whole");
    assertThatThrownBy(() -> invoke(function, "throttle"))
        .isInstanceOf(FunctionException.class)
        .hasMessage(
            server.uri() + " refuses to invoke function Rotator with HTTP status 429: Rate");
    assertThatThrownBy(() -> invoke(function, "break"))
        .isInstanceOf(FunctionException.class)
        .hasMessage(server.uri() + " refuses to invoke function Rotator with HTTP status 502");

    Request last = server.requests.get(server.requests.size() - 1);
    assertThat(last.method()).isEqualTo("POST");
    assertThat(last.path()).isEqualTo("/2015-03-31/functions/Rotator/invocations");
    assertThat(last.body()).isEqualTo("\"break\"");
    assertThat(last.headers())
        .containsEntry("x-amz-invocation-type", "RequestResponse")
        .containsEntry("content-type", "application/json");
    assertThat(server.requests)
        .as("SAM is asked for the log once, and refuses")
        .hasSize(kind == Kind.SAM ? 6 : 5);
    assertThat(log.stream().distinct())
        .isEqualTo(kind == Kind.SAM ? List.of() : List.of("START", "märchen", "END"));
  }

  @Test
  void aFunctionThatIsNotThereIsToldByName() throws IOException {
    server = new LambdaServer(Kind.AWS, 0);
    RunnableFunction function = remote(server.uri() + "/Other");

    assertThatThrownBy(() -> invoke(function, "rotate"))
        .isInstanceOf(FunctionException.class)
        .hasMessage(
            "there is no function Other at %s: Function not found: %s"
                .formatted(server.uri(), "arn:aws:lambda:us-west-2:012345678901:function:Other"));
  }

  /** Keys never go over http: what is signed says region and account of the function, no more. */
  @Test
  void overHttpOnlyRegionAndAccountAreTold() throws Exception {
    System.setProperty("aws.accessKeyId", "AKIDREAL");
    System.setProperty("aws.secretAccessKey", "real");
    server = new LambdaServer(Kind.AWS, 0);

    byte[] unused = invoke(remote(server.uri() + "/Rotator:live"), "rotate");

    Request request = server.requests.get(0);
    assertThat(request.path()).isEqualTo("/2015-03-31/functions/Rotator%3Alive/invocations");
    assertThat(request.headers().get("authorization"))
        .startsWith("AWS4-HMAC-SHA256 Credential=000000000000/")
        .contains("/ap-south-1/lambda/aws4_request,")
        .endsWith("Signature=" + signature(request, "none", "ap-south-1"));
    assertThat(request.headers().values()).noneMatch(value -> value.contains("AKIDREAL"));
  }

  @Test
  void overHttpsTheCallersCredentialsSign() throws Exception {
    System.setProperty("aws.accessKeyId", "AKIDREAL");
    System.setProperty("aws.secretAccessKey", "real");
    URI aws = URI.create("https://lambda.eu-west-1.amazonaws.com");

    HttpRequest request = new InvokeRequests(aws, "Rotator").of(SCOPE, "Rotator", "{}", true);

    assertThat(request.uri()).isEqualTo(aws.resolve("/2015-03-31/functions/Rotator/invocations"));
    assertThat(request.headers().firstValue("Authorization").orElseThrow())
        .startsWith("AWS4-HMAC-SHA256 Credential=AKIDREAL/")
        .contains("/eu-west-1/lambda/aws4_request,");
  }

  @Test
  void whoTakesTooLongIsNotWaitedFor() throws IOException {
    server = new LambdaServer(Kind.SAM, 0);
    RunnableFunction function = remote(server.uri().toString(), Duration.ofMillis(300), Map.of());
    Instant start = Instant.now();

    assertThatThrownBy(() -> invoke(function, "sleep"))
        .isInstanceOf(FunctionException.class)
        .hasMessage("the function took longer than its timeout of 0.3 s");

    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void anInterruptedInvocationEnds() throws Exception {
    server = new LambdaServer(Kind.SAM, 0);
    RunnableFunction function = remote(server.uri().toString());
    List<Throwable> ends = new CopyOnWriteArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                byte[] unused = invoke(function, "sleep");
              } catch (FunctionException | InterruptedException e) {
                ends.add(e);
              }
            });
    thread.start();
    Instant deadline = Instant.now().plusSeconds(10);
    while (server.requests.size() < 2 && Instant.now().isBefore(deadline)) {
      Thread.sleep(5);
    }

    thread.interrupt();
    thread.join(5_000);

    assertThat(ends).hasSize(1).first().isInstanceOf(InterruptedException.class);
  }

  @Test
  void nobodyThereIsAWarningAndMayChange() throws IOException {
    int port = Ports.free();
    RunnableFunction function = remote("http://127.0.0.1:" + port);

    function.start(SCOPE, warnings::add);
    assertThat(warnings)
        .containsExactly(
            "function Rotator cannot be reached at http://127.0.0.1:%d yet; until then RotateSecret answers AccessDeniedException"
                .formatted(port));
    assertThat(function.invokable()).isFalse();
    assertThatThrownBy(() -> invoke(function, "rotate"))
        .isInstanceOf(FunctionException.class)
        .hasMessage(
            "function Rotator cannot be reached at http://127.0.0.1:%d: nobody answers"
                .formatted(port));

    server = new LambdaServer(Kind.SAM, port);
    assertThat(function.invokable()).isTrue();
    function.start(SCOPE, warnings::add);
    assertThat(warnings).hasSize(1);
  }

  @Test
  void itsEnvironmentIsNotOurs() {
    assertThatThrownBy(
            () -> remote("http://127.0.0.1:3001", Duration.ofSeconds(1), Map.of("A", "b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "function Rotator runs at http://127.0.0.1:3001, where its environment is set;"
                + " --function-env is for functions that run here");
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:lambda:ap-south-1:111122223333:function:F, 111122223333, ap-south-1",
    "arn:aws-cn:lambda:cn-north-1:111122223333:function:F:1, 111122223333, cn-north-1",
    "F, 123456789012, eu-west-1"
  })
  void anArnSaysWhereTheFunctionIs(String arn, String account, String region) {
    HttpRequest request =
        new InvokeRequests(URI.create("http://localhost:4566"), "F").of(SCOPE, arn, "{}", false);

    assertThat(request.headers().firstValue("Authorization").orElseThrow())
        .contains("Credential=" + account + "/")
        .contains("/" + region + "/lambda/");
    assertThat(request.headers().firstValue("X-Amz-Log-Type")).isEmpty();
  }

  private RunnableFunction remote(String target) {
    return remote(target, Duration.ofSeconds(20), Map.of());
  }

  private RunnableFunction remote(String target, Duration timeout, Map<String, String> variables) {
    return RunnableFunction.of(
        FunctionTarget.parse(target),
        new FunctionSettings(
            "Rotator",
            variables,
            timeout,
            () -> URI.create("http://127.0.0.1:4599"),
            null,
            new OpenAccess()::open,
            log::add));
  }

  private static byte[] invoke(RunnableFunction function, String what)
      throws FunctionException, InterruptedException {
    return function.invoke(SCOPE, ARN, "\"" + what + "\"");
  }

  /** Signature Version 4 as AWS's page has it, of what came over the wire. */
  private static String signature(Request request, String key, String region) throws Exception {
    String authorization = request.headers().get("authorization");
    List<String> names =
        List.of(authorization.replaceFirst(".*SignedHeaders=([^,]*),.*", "$1").split(";", -1));
    StringBuilder canonical =
        new StringBuilder("POST\n" + request.path().replace("%", "%25") + "\n\n");
    names.forEach(name -> canonical.append(name + ":" + request.headers().get(name) + "\n"));
    canonical.append("\n" + String.join(";", names) + "\n" + sha256(request.body()));
    String time = request.headers().get("x-amz-date");
    String scope = time.substring(0, 8) + "/" + region + "/lambda/aws4_request";
    byte[] derived = ("AWS4" + key).getBytes(UTF_8);
    for (String part : List.of(time.substring(0, 8), region, "lambda", "aws4_request")) {
      derived = hmac(derived, part);
    }
    String text = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + sha256(canonical.toString());
    return HexFormat.of().formatHex(hmac(derived, text));
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
  }

  private static byte[] hmac(byte[] key, String text) throws Exception {
    javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
    mac.init(new javax.crypto.spec.SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }
}
