package dev.keyturn.local.auth.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Any text is a policy by which requests can be decided, or no policy. */
class PolicyFuzzTest {

  private static final String USER = "arn:aws:iam::123456789012:user/ann";
  private static final AccessRequest REQUEST =
      new AccessRequest(
          new Identity("123456789012", USER, USER),
          "secretsmanager:GetSecretValue",
          "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s-AbCdEf",
          "123456789012",
          Map.of(
              "aws:SourceIp", List.of("127.0.0.1"),
              "secretsmanager:VersionStage", List.of("AWSCURRENT"),
              "aws:CurrentTime", List.of("2026-11-24T10:00:00Z")));

  @FuzzTest(maxDuration = "60s")
  void decides(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    for (PolicyKind kind : PolicyKind.values()) {
      try {
        PolicyDocument policy = PolicyDocument.parse(text, kind);
        Decision decision =
            kind == PolicyKind.IDENTITY
                ? PolicyEvaluator.decide(REQUEST, List.of(policy), PolicyDocument.NONE)
                : PolicyEvaluator.decide(REQUEST, List.of(), policy);
        assertThat(decision).isNotNull();
      } catch (PolicyFormatException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    try {
      ResourcePolicy policy = ResourcePolicy.parse(text);
      // Somebody who may do nothing has not been let in, so no more can be said of both than this.
      assertThat(policy.grantsBroadAccess()).isIn(true, false);
      assertThat(policy.locksOut()).isIn(true, false);
    } catch (PolicyFormatException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
