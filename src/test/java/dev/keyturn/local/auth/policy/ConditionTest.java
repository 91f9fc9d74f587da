package dev.keyturn.local.auth.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every condition operator with values that fit, values that do not, and no value at all. */
class ConditionTest {

  /** Several values are separated by a space; {@code -} is a request without the key. */
  @ParameterizedTest(name = "{0} of {1}: {2} is {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          StringEquals              | a b     | b       | true
          StringEquals              | a b     | c       | false
          StringEquals              | a       | A       | false
          StringEquals              | a*      | ab      | false
          StringEquals              | a*      | a*      | true
          StringEquals              | a       | -       | false
          StringEqualsIfExists      | a       | -       | true
          StringEqualsIfExists      | a       | b       | false
          StringNotEquals           | a b     | c       | true
          StringNotEquals           | a b     | b       | false
          StringNotEquals           | a       | -       | true
          StringNotEqualsIfExists   | a       | a       | false
          StringEqualsIgnoreCase    | AB      | ab      | true
          StringEqualsIgnoreCase    | AB      | abc     | false
          StringNotEqualsIgnoreCase | AB      | ab      | false
          StringNotEqualsIgnoreCase | AB      | -       | true
          StringLike                | a*c     | abbc    | true
          StringLike                | a*c     | ac      | true
          StringLike                | a?c     | ac      | false
          StringLike                | a?c     | abc     | true
          StringLike                | a*c     | acd     | false
          StringLike                | *a*b*   | xaybz   | true
          StringLike                | A*      | ab      | false
          StringNotLike             | a*      | ab      | false
          StringNotLike             | a*      | b       | true
          StringNotLike             | a*      | -       | true
          ArnLike | arn:aws:lambda:*:123456789012:function:F   | arn:aws:lambda:eu-west-1:123456789012:function:F   | true
          ArnLike | arn:aws:lambda:*:123456789012:function:F   | arn:aws:lambda:eu-west-1:123456789012:function:F:1 | false
          ArnLike | arn:aws:lambda:*:123456789012:function:F:* | arn:aws:lambda:eu-west-1:123456789012:function:F:1 | true
          ArnLike | arn:aws:lambda:*:123456789012:function:F:* | arn:aws:lambda:eu-west-1:123456789012:function:F   | false
          ArnLike | arn:aws:lambda:*:function:F                | arn:aws:lambda:eu-west-1:123456789012:function:F   | false
          ArnLike | arn:aws:lambda:*                           | arn:aws:lambda:eu-west-1:123456789012:function:F   | false
          ArnLike | arn:aws:lambda:e*:123456789012:function:F  | arn:aws:lambda:eu-west-1:123456789012:function:F   | true
          ArnLike | arn:aws:lambda:e*:123456789012:function:F  | -                                                  | false
          ArnEquals | arn:*:lambda:*:*:function:?              | arn:aws:lambda:eu-west-1:123456789012:function:F   | true
          ArnEquals | arn:*:lambda:*:*:function:?              | arn:aws:lambda:eu-west-1:123456789012:function:FG  | false
          ArnNotLike | arn:*:lambda:*:*:function:?             | arn:aws:lambda:eu-west-1:123456789012:function:FG  | true
          ArnNotLike | arn:*:lambda:*:*:function:?             | arn:aws:lambda:eu-west-1:123456789012:function:F   | false
          ArnNotEquals | arn:*:lambda:*:*:function:?           | arn:aws:lambda:eu-west-1:123456789012:function:F   | false
          ArnNotEquals | arn:*:lambda:*:*:function:?           | -                                                  | true
          ArnLikeIfExists | arn:*:lambda:*:*:function:?        | -                                                  | true
          Bool                      | true    | true    | true
          Bool                      | true    | TRUE    | true
          Bool                      | true    | false   | false
          Bool                      | false   | -       | false
          BoolIfExists              | false   | -       | true
          BinaryEquals              | QUJD    | QUJD    | true
          BinaryEquals              | QUJD    | qujd    | false
          NumericEquals             | 7       | 7.0     | true
          NumericEquals             | 7       | 8       | false
          NumericEquals             | seven   | seven   | false
          NumericNotEquals          | 7       | 8       | true
          NumericNotEquals          | 7       | 7       | false
          NumericNotEquals          | 7       | -       | true
          NumericLessThan           | 7       | 6       | true
          NumericLessThan           | 7       | 7       | false
          NumericLessThan           | 10      | 9       | true
          NumericLessThanEquals     | 7       | 7       | true
          NumericLessThanEquals     | 7       | 7.1     | false
          NumericGreaterThan        | 7       | 8       | true
          NumericGreaterThan        | 7       | 7       | false
          NumericGreaterThanEquals  | 7       | 7       | true
          NumericGreaterThanEquals  | 7       | 6       | false
          NumericGreaterThanEqualsIfExists | 7 | -      | true
          DateEquals            | 2026-01-02           | 2026-01-02T00:00:00Z      | true
          DateEquals            | 1767312000           | 2026-01-02T00:00:00Z      | true
          DateEquals            | 2026-01-02T01:00:00Z | 2026-01-02T02:00:00+01:00 | true
          DateEquals            | yesterday            | 2026-01-02T00:00:00Z      | false
          DateNotEquals         | 2026-01-02           | 2026-01-03T00:00:00Z      | true
          DateNotEquals         | 2026-01-02           | 2026-01-02T00:00:00Z      | false
          DateLessThan          | 2026-01-02           | 2026-01-01T23:59:59Z      | true
          DateLessThan          | 2026-01-02           | 2026-01-02T00:00:00Z      | false
          DateLessThanEquals    | 2026-01-02           | 2026-01-02T00:00:00Z      | true
          DateGreaterThan       | 2026-01-02           | 2026-01-02T00:00:01Z      | true
          DateGreaterThan       | 2026-01-02           | 2026-01-02T00:00:00Z      | false
          DateGreaterThanEquals | 2026-01-02           | 2026-01-02T00:00:00Z      | true
          DateGreaterThanEquals | 2026-01-02           | 2026-01-01T00:00:00Z      | false
          IpAddress             | 203.0.113.0/24       | 203.0.113.255             | true
          IpAddress             | 203.0.113.0/24       | 203.0.114.0               | false
          IpAddress             | 203.0.113.9          | 203.0.113.9               | true
          IpAddress             | 203.0.113.9          | 203.0.113.8               | false
          IpAddress             | 203.0.113.128/25     | 203.0.113.127             | false
          IpAddress             | 0.0.0.0/0            | 203.0.113.9               | true
          IpAddress             | 0.0.0.0/0            | 2001:db8::1               | false
          IpAddress             | 2001:db8::/33        | 2001:db8:7fff::1          | true
          IpAddress             | 2001:db8::/33        | 2001:db8:8000::1          | false
          IpAddress             | localhost            | 127.0.0.1                 | false
          IpAddress             | 203.0.113.0/33       | 203.0.113.1               | false
          IpAddress             | 203.0.113.0/24       | -                         | false
          NotIpAddress          | 203.0.113.0/24       | 203.0.113.1               | false
          NotIpAddress          | 203.0.113.0/24       | 198.51.100.1              | true
          Null                      | true    | -       | true
          Null                      | true    | a       | false
          Null                      | false   | -       | false
          Null                      | false   | a       | true
          ForAnyValue:StringEquals     | a b  | c a     | true
          ForAnyValue:StringEquals     | a b  | c d     | false
          ForAnyValue:StringEquals     | a b  | -       | false
          ForAnyValue:StringNotEquals  | a b  | a c     | true
          ForAnyValue:StringNotEquals  | a b  | a b     | false
          ForAnyValue:StringNotEquals  | a b  | -       | false
          ForAnyValue:StringLike       | a*   | b ab    | true
          ForAllValues:StringEquals    | a b  | b a     | true
          ForAllValues:StringEquals    | a b  | a c     | false
          ForAllValues:StringEquals    | a b  | -       | true
          ForAllValues:StringNotEquals | a b  | c d     | true
          ForAllValues:StringNotEquals | a b  | c a     | false
          ForAllValues:StringLike      | a*   | ab ac   | true
          ForAnyValue:ArnLikeIfExists  | arn:*:lambda:*:*:function:? | - | true
          """)
  void compares(String operator, String policy, String actual, boolean holds) throws Exception {
    PolicyDocument document =
        PolicyDocument.of(
            Map.of(
                "Version",
                "2012-10-17",
                "Statement",
                Map.of(
                    "Effect",
                    "Allow",
                    "Action",
                    "*",
                    "Resource",
                    "*",
                    "Condition",
                    Map.of(operator, Map.of("test:Key", Arrays.asList(policy.split(" ")))))),
            PolicyKind.IDENTITY);

    assertThat(allowed(document, actual.equals("-") ? List.of() : List.of(actual.split(" "))))
        .isEqualTo(holds);
  }

  /** The policy's document says {@code ${test:Name}}, and the request has that key. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          StringEquals           | ${test:Name}           | ann   | ann     | true
          StringEquals           | ${test:Name}           | ann   | bob     | false
          StringEquals           | ${TEST:name}           | ann   | ann     | true
          StringEquals           | ${test:Other}          | ann   | ann     | false
          StringEquals           | ${test:Other, 'bob'}   | ann   | bob     | true
          StringEqualsIgnoreCase | x-${test:Name}         | Ann   | X-aNN   | true
          StringLike             | ${test:Name}*          | ann   | annabel | true
          StringLike             | ${test:Name}           | *     | annabel | false
          StringLike             | ${test:Name}           | *     | *       | true
          StringLike             | a${*}b                 | ann   | a*b     | true
          StringLike             | a${*}b                 | ann   | acb     | false
          StringLike             | a${?}                  | ann   | a?      | true
          StringEquals           | ${$}{test:Name}        | ann   | ${test:Name} | true
          ArnLike | arn:aws:iam::1:user/${test:Name} | ann | arn:aws:iam::1:user/ann | true
          ArnLike | arn:aws:iam::1:user/${test:Name} | *   | arn:aws:iam::1:user/ann | false
          """)
  void putsVariablesIn(String operator, String policy, String name, String actual, boolean holds)
      throws Exception {
    String text =
        """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*",
         "Condition": {"%s": {"test:Key": "%s"}}}]}"""
            .formatted(operator, policy);
    Map<String, List<String>> context =
        Map.of("test:Key", List.of(actual), "test:Name", List.of(name));

    assertThat(decide(PolicyDocument.parse(text, PolicyKind.IDENTITY), context)).isEqualTo(holds);
    PolicyDocument older =
        PolicyDocument.parse(text.replace("2012-10-17", "2008-10-17"), PolicyKind.IDENTITY);
    assertThat(decide(older, context)).as("without variables").isFalse();
  }

  private static boolean allowed(PolicyDocument document, List<String> values) {
    return decide(
        document,
        values.isEmpty()
            ? Map.of()
            : Map.of("TEST:key", values.stream().collect(Collectors.toList())));
  }

  private static boolean decide(PolicyDocument document, Map<String, List<String>> context) {
    Identity caller =
        new Identity("123456789012", "arn:aws:iam::123456789012:user/u", "arn:aws:iam::1:user/u");
    AccessRequest request =
        new AccessRequest(caller, "test:Do", "arn:aws:test:::thing", "123456789012", context);
    return PolicyEvaluator.decide(request, List.of(document), PolicyDocument.NONE)
        == Decision.ALLOWED;
  }
}
