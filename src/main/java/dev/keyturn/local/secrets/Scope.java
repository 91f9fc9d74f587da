package dev.keyturn.local.secrets;

/**
 * The account and region that a request is for; secrets of different scopes do not see each other.
 *
 * @param account twelve digits
 * @param region for instance {@code us-east-1}
 */
public record Scope(String account, String region) {

  /** The account of every request whose credentials name no other. */
  public static final String DEFAULT_ACCOUNT = "123456789012";

  /** The same account in another region. */
  Scope in(String other) {
    return new Scope(account, other);
  }

  /**
   * Tells the partition.
   *
   * @return its name in ARNs of this region
   */
  public String partition() {
    if (region.startsWith("cn-")) {
      return "aws-cn";
    }
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  }

  String arnPrefix() {
    return "arn:%s:secretsmanager:%s:%s:secret:".formatted(partition(), region, account);
  }
}
