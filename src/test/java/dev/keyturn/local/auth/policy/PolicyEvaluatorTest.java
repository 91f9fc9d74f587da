package dev.keyturn.local.auth.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The decision, for all that can be said by the two kinds of policy within and between accounts.
 */
class PolicyEvaluatorTest {

  private static final String OWN = "123456789012";
  private static final String OTHER = "210987654321";
  private static final String ROLE = "arn:aws:iam::123456789012:role/path/Rotator";
  private static final String SESSION = "arn:aws:sts::123456789012:assumed-role/Rotator/door";
  private static final Identity CALLER = new Identity(OWN, ROLE, SESSION);
  private static final String SECRET = "arn:aws:secretsmanager:eu-west-1:%s:secret:door-AbCdEf";

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          none,  none,       NO_IDENTITY_ALLOW, NO_IDENTITY_ALLOW
          none,  role,       ALLOWED,           NO_IDENTITY_ALLOW
          none,  session,    ALLOWED,           NO_IDENTITY_ALLOW
          none,  anybody,    ALLOWED,           NO_IDENTITY_ALLOW
          none,  account,    NO_IDENTITY_ALLOW, NO_IDENTITY_ALLOW
          none,  accountArn, NO_IDENTITY_ALLOW, NO_IDENTITY_ALLOW
          none,  stranger,   NO_IDENTITY_ALLOW, NO_IDENTITY_ALLOW
          none,  deny,       RESOURCE_DENY,     RESOURCE_DENY
          none,  service,    NO_IDENTITY_ALLOW, NO_IDENTITY_ALLOW
          allow, none,       ALLOWED,           NO_RESOURCE_ALLOW
          allow, role,       ALLOWED,           ALLOWED
          allow, session,    ALLOWED,           ALLOWED
          allow, anybody,    ALLOWED,           ALLOWED
          allow, account,    ALLOWED,           ALLOWED
          allow, accountArn, ALLOWED,           ALLOWED
          allow, stranger,   ALLOWED,           NO_RESOURCE_ALLOW
          allow, deny,       RESOURCE_DENY,     RESOURCE_DENY
          allow, denyOthers, ALLOWED,           NO_RESOURCE_ALLOW
          allow, denyMe,     RESOURCE_DENY,     RESOURCE_DENY
          allow, service,    ALLOWED,           NO_RESOURCE_ALLOW
          deny,  none,       IDENTITY_DENY,     IDENTITY_DENY
          deny,  role,       IDENTITY_DENY,     IDENTITY_DENY
          deny,  deny,       IDENTITY_DENY,     IDENTITY_DENY
          both,  role,       IDENTITY_DENY,     IDENTITY_DENY
          """)
  void decides(String identity, String resource, Decision sameAccount, Decision otherAccount)
      throws Exception {
    assertThat(decide(CALLER, OWN, identity(identity), resource(resource))).isEqualTo(sameAccount);
    assertThat(decide(CALLER, OTHER, identity(identity), resource(resource)))
        .isEqualTo(otherAccount);
  }

  @Test
  void theRootOfAnAccountNeedsNoPolicyAndMayBeDenied() throws Exception {
    Identity root =
        new Identity(OWN, "arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:root");

    assertThat(decide(root, OWN, List.of(), PolicyDocument.NONE)).isEqualTo(Decision.ALLOWED);
    assertThat(decide(root, OWN, List.of(), resource("deny"))).isEqualTo(Decision.RESOURCE_DENY);
    assertThat(decide(root, OTHER, List.of(), PolicyDocument.NONE))
        .isEqualTo(Decision.NO_RESOURCE_ALLOW);
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Action    | secretsmanager:GetSecretValue | true
          Action    | SECRETSMANAGER:getsecretvalue | true
          Action    | secretsmanager:Get*           | true
          Action    | secretsmanager:*SecretValue   | true
          Action    | secretsmanager:GetSecretValu? | true
          Action    | secretsmanager:GetSecret      | false
          Action    | secretsmanager:Put*           | false
          Action    | *                             | true
          Action    | *:*                           | true
          NotAction | secretsmanager:Get*           | false
          NotAction | secretsmanager:Put*           | true
          Resource  | arn:aws:secretsmanager:eu-west-1:123456789012:secret:door-AbCdEf | true
          Resource  | arn:aws:secretsmanager:eu-west-1:123456789012:secret:door-?????? | true
          Resource  | arn:aws:secretsmanager:eu-west-1:123456789012:secret:door-?????  | false
          Resource  | arn:aws:secretsmanager:eu-west-1:123456789012:secret:Door-??????  | false
          Resource  | arn:aws:secretsmanager:eu-west-1:123456789012:secret:door        | false
          Resource  | arn:aws:secretsmanager:eu-west-1:123456789012:secret:*           | true
          Resource  | arn:aws:secretsmanager:*:*:secret:door-*                         | true
          Resource  | arn:aws:secretsmanager:us-east-1:*:secret:door-*                 | false
          Resource  | arn:aws:secretsmanager:*                                         | true
          Resource  | arn:aws:secretsmanager:*:secret:door-*                           | false
          Resource  | arn:aws:s3:*                                                     | false
          Resource  | arn:aws:secretsmanager:eu-west-1                                 | false
          Resource  | *                                                                | true
          NotResource | arn:aws:secretsmanager:*:*:secret:door-*                       | false
          NotResource | arn:aws:secretsmanager:*:*:secret:gate-*                       | true
          Resource  | arn:aws:secretsmanager:*:*:secret:${aws:username}-*              | false
          Resource  | arn:aws:secretsmanager:*:*:secret:${aws:PrincipalTag/Team}-*     | true
          """)
  void namesActionsAndResources(String element, String pattern, boolean matches) throws Exception {
    String other = element.endsWith("Action") ? "Resource" : "Action";
    PolicyDocument policy =
        PolicyDocument.of(
            Map.of(
                "Version",
                "2012-10-17",
                "Statement",
                List.of(Map.of("Effect", "Allow", element, pattern, other, "*"))),
            PolicyKind.IDENTITY);

    assertThat(decide(CALLER, OWN, List.of(policy), PolicyDocument.NONE))
        .isEqualTo(matches ? Decision.ALLOWED : Decision.NO_IDENTITY_ALLOW);
  }

  @Test
  void saysItInAwssWords() {
    assertThat(Decision.NO_IDENTITY_ALLOW.words("secretsmanager:ListSecrets"))
        .isEqualTo("because no identity-based policy allows the secretsmanager:ListSecrets action");
    assertThat(Decision.NO_RESOURCE_ALLOW.words("secretsmanager:ListSecrets"))
        .isEqualTo("because no resource-based policy allows the secretsmanager:ListSecrets action");
    assertThat(Decision.IDENTITY_DENY.words("x"))
        .isEqualTo("with an explicit deny in an identity-based policy");
    assertThat(Decision.RESOURCE_DENY.words("x"))
        .isEqualTo("with an explicit deny in a resource-based policy");
  }

  private static Decision decide(
      Identity caller, String owner, List<PolicyDocument> identity, PolicyDocument resource) {
    return PolicyEvaluator.decide(
        new AccessRequest(
            caller,
            "secretsmanager:GetSecretValue",
            SECRET.formatted(owner),
            owner,
            Map.of("aws:PrincipalTag/team", List.of("door"))),
        identity,
        resource);
  }

  private static List<PolicyDocument> identity(String which) throws PolicyFormatException {
    String allow =
        """
        {"Effect": "Allow", "Action": "secretsmanager:*", "Resource": "*"}""";
    String deny =
        """
        {"Effect": "Deny", "Action": "secretsmanager:Get*", "Resource": "*"}""";
    String statements =
        switch (which) {
          case "allow" -> allow;
          case "deny" -> deny;
          case "both" -> allow + "," + deny;
          default -> "";
        };
    return List.of(
        PolicyDocument.parse("{\"Statement\": [" + statements + "]}", PolicyKind.IDENTITY));
  }

  private static PolicyDocument resource(String which) throws PolicyFormatException {
    String principal =
        switch (which) {
          case "none" -> "";
          case "role" -> "\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"" + ROLE + "\"}";
          case "session" ->
              "\"Effect\": \"Allow\", \"Principal\": {\"AWS\": [\"" + SESSION + "\"]}";
          case "anybody" -> "\"Effect\": \"Allow\", \"Principal\": \"*\"";
          case "account" -> "\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"" + OWN + "\"}";
          case "accountArn" ->
              "\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"arn:aws:iam::" + OWN + ":root\"}";
          case "stranger" -> "\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"" + ROLE + "2\"}";
          case "service" ->
              "\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"lambda.amazonaws.com\"}";
          case "deny" -> "\"Effect\": \"Deny\", \"Principal\": \"*\"";
          case "denyOthers" ->
              "\"Effect\": \"Deny\", \"NotPrincipal\": {\"AWS\": \"" + SESSION + "\"}";
          case "denyMe" -> "\"Effect\": \"Deny\", \"NotPrincipal\": {\"AWS\": \"" + OTHER + "\"}";
          default -> throw new IllegalArgumentException(which);
        };
    return principal.isEmpty()
        ? PolicyDocument.NONE
        : PolicyDocument.parse(
            "{\"Statement\": {%s, \"Action\": \"secretsmanager:*\", \"Resource\": \"*\"}}"
                .formatted(principal),
            PolicyKind.RESOURCE);
  }
}
