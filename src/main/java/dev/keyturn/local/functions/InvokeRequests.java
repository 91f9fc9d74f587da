package dev.keyturn.local.functions;

import dev.keyturn.local.secrets.Scope;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Makes the signed requests that invoke one function.
 *
 * <p>Over https they carry the caller's own credentials. Over http they carry none, since anybody
 * could read them: the signature only says service, region and account, by which LocalStack and
 * moto tell requests apart.
 */
final class InvokeRequests {

  private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

  private final URI base;
  private final String path;
  private final AwsCredentialsProvider callers = DefaultCredentialsProvider.builder().build();

  InvokeRequests(URI base, String function) {
    this.base = base;
    this.path = "/2015-03-31/functions/" + SdkHttpUtils.urlEncode(function) + "/invocations";
  }

  HttpRequest of(Scope secret, String functionArn, String event, boolean logs) {
    Scope scope = scope(secret, functionArn);
    byte[] body = event.getBytes(StandardCharsets.UTF_8);
    SdkHttpRequest.Builder unsigned =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(base)
            .encodedPath(path)
            .putHeader("Content-Type", "application/json")
            .putHeader("X-Amz-Invocation-Type", "RequestResponse");
    if (logs) {
      unsigned.putHeader("X-Amz-Log-Type", "Tail");
    }
    SdkHttpRequest signed = signed(unsigned.build(), body, scope);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path)).POST(BodyPublishers.ofByteArray(body));
    signed.forEachHeader(
        (name, values) -> {
          // HttpClient writes its own, the same.
          if (!name.equalsIgnoreCase("Host")) {
            values.forEach(value -> request.header(name, value));
          }
        });
    return request.build();
  }

  private SdkHttpRequest signed(SdkHttpRequest request, byte[] body, Scope scope) {
    return SIGNER
        .sign(
            sign ->
                sign.identity(credentials(scope).resolveCredentials())
                    .request(request)
                    .payload(ContentStreamProvider.fromByteArray(body))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "lambda")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, scope.region()))
        .request();
  }

  private AwsCredentialsProvider credentials(Scope scope) {
    return base.getScheme().equals("https")
        ? callers
        : StaticCredentialsProvider.create(AwsBasicCredentials.create(scope.account(), "none"));
  }

  /** Where the function is by its ARN, else where the secret is. */
  private static Scope scope(Scope secret, String functionArn) {
    String[] parts = functionArn.split(":", 7);
    return parts.length == 7 && parts[0].equals("arn") ? new Scope(parts[4], parts[3]) : secret;
  }
}
