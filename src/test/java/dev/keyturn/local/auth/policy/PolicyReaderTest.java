package dev.keyturn.local.auth.policy;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies that IAM would not store are refused, saying what is wrong. */
class PolicyReaderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                              | the policy is not a JSON object
          {                                               | the policy is not JSON
          {}                                              | the policy has no Statement
          {"Version": "2012-10-18", "Statement": []}      | Version is neither 2012-10-17 nor 2008-10-17
          {"Statment": []}                                | there is no policy element Statment
          {"Statement": [1]}                              | a Statement is not an object
          {"Statement": {"Action": "*", "Resource": "*"}} | Effect is neither Allow nor Deny
          {"Statement": {"Effect": "allow", "Action": "*", "Resource": "*"}} | Effect is neither Allow nor Deny
          {"Statement": {"Effect": "Allow", "Resource": "*"}} | a Statement has exactly one of Action and NotAction
          {"Statement": {"Effect": "Allow", "Action": "*", "NotAction": "a:B", "Resource": "*"}} | a Statement has exactly one of Action and NotAction
          {"Statement": {"Effect": "Allow", "Action": "*"}} | a Statement has exactly one of Resource and NotResource
          {"Statement": {"Effect": "Allow", "Action": [], "Resource": "*"}} | Action is empty
          {"Statement": {"Effect": "Allow", "Action": [1], "Resource": "*"}} | Action is neither a text nor a list of texts
          {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*"}} | the policy of a user or role has no Principal
          {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Conditions": {}}} | there is no policy element Conditions
          {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": []}} | Condition is not an object
          {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": 1}}} | Bool is not an object
          {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringIs": {"a:b": "c"}}}} | there is no condition operator StringIs
          {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"ForSome:Bool": {"a:b": "c"}}}} | there is no condition operator ForSome:Bool
          {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"a:b": {}}}}} | a:b is compared with something that is no text
          """)
  void refusesOfAnIdentity(String policy, String message) {
    assertThatThrownBy(() -> PolicyDocument.parse(policy, PolicyKind.IDENTITY))
        .isInstanceOf(PolicyFormatException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}} | a Statement has exactly one of Principal and NotPrincipal
          {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "me"}} | Principal is neither * nor an object
          {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": {"Aws": "*"}}} | there is no principal type Aws
          """)
  void refusesOfAResource(String policy, String message) {
    assertThatThrownBy(() -> PolicyDocument.parse(policy, PolicyKind.RESOURCE))
        .isInstanceOf(PolicyFormatException.class)
        .hasMessage(message);
  }

  @Test
  void readsNumbersAndBooleansWithoutQuotationMarks() {
    String policy =
        """
        {"Statement": {"Sid": "s", "Effect": "Deny", "NotAction": "a:B", "NotResource": ["*"],
         "Condition": {"Bool": {"a:b": true}, "NumericLessThan": {"c:d": [7, "8"]}}}}""";

    assertThatCode(() -> PolicyDocument.parse(policy, PolicyKind.IDENTITY))
        .doesNotThrowAnyException();
  }
}
