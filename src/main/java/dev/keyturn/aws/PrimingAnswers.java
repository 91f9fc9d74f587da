package dev.keyturn.aws;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Answers as Secrets Manager would, always the same, and without a network. */
final class PrimingAnswers implements SdkHttpClient {

  private static final String DESCRIPTION =
      """
      {"ARN": "priming", "Name": "priming", "RotationEnabled": true,
       "VersionIdsToStages": {"%s": ["AWSCURRENT"], "%s": ["AWSPENDING"]}}"""
          .formatted(InvokePriming.CURRENT.value(), InvokePriming.PENDING.value());
  private static final String VALUE =
      """
      {"ARN": "priming", "Name": "priming", "VersionId": "%s", "SecretString": "{}",
       "VersionStages": ["AWSCURRENT"], "CreatedDate": 1}"""
          .formatted(InvokePriming.CURRENT.value());
  private static final String MISSING =
      """
      {"__type": "ResourceNotFoundException", "Message": "priming"}""";
  private static final String CHANGED =
      """
      {"ARN": "priming", "Name": "priming"}""";

  private boolean read;

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    String target = request.httpRequest().firstMatchingHeader("X-Amz-Target").orElse("");
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() {
        return answer(target);
      }

      @Override
      public void abort() {
        // It is answered at once.
      }
    };
  }

  private HttpExecuteResponse answer(String target) {
    return switch (target) {
      case "secretsmanager.DescribeSecret" -> answer(200, DESCRIPTION);
      case "secretsmanager.GetSecretValue" -> {
        // The one that is there, and then the one that is still to be made.
        read = !read;
        yield read ? answer(200, VALUE) : answer(400, MISSING);
      }
      default -> answer(200, CHANGED);
    };
  }

  private static HttpExecuteResponse answer(int status, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return HttpExecuteResponse.builder()
        .response(
            SdkHttpResponse.builder()
                .statusCode(status)
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("Content-Length", String.valueOf(bytes.length))
                .build())
        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(bytes)))
        .build();
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
