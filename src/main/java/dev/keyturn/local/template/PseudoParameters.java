package dev.keyturn.local.template;

import dev.keyturn.local.secrets.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CloudFormation's own parameters, as they are in a region. The stack is called {@code local}, as
 * {@code sam local} calls it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html">Pseudo
 *     parameters</a>
 */
record PseudoParameters(String region) {

  static final String NO_VALUE = "AWS::NoValue";

  private static final String STACK = "local";

  /** The value of a name, or null if there is no such parameter. */
  @Nullable Object value(String name) {
    return switch (name) {
      case "AWS::Region" -> region;
      case "AWS::AccountId" -> Scope.DEFAULT_ACCOUNT;
      case "AWS::Partition" -> partition();
      case "AWS::URLSuffix" -> partition().equals("aws-cn") ? "amazonaws.com.cn" : "amazonaws.com";
      case "AWS::StackName" -> STACK;
      case "AWS::StackId" ->
          "arn:%s:cloudformation:%s:%s:stack/%s/00000000-0000-4000-8000-000000000000"
              .formatted(partition(), region, Scope.DEFAULT_ACCOUNT, STACK);
      case "AWS::NotificationARNs" -> List.of();
      default -> null;
    };
  }

  String functionArn(String name) {
    return "arn:%s:lambda:%s:%s:function:%s"
        .formatted(partition(), region, Scope.DEFAULT_ACCOUNT, name);
  }

  private String partition() {
    return new Scope(Scope.DEFAULT_ACCOUNT, region).partition();
  }
}
