package dev.keyturn.local.auth;

import dev.keyturn.local.auth.policy.Identity;
import dev.keyturn.local.auth.policy.PolicyDocument;
import dev.keyturn.secret.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A user, a role or the root of an account.
 *
 * @param arn its ARN in IAM
 * @param accessKeyId its key
 * @param secretAccessKey what it signs with
 * @param policies what it may do
 * @param functions the functions that run under this role
 */
record Principal(
    String arn,
    String accessKeyId,
    SecretText secretAccessKey,
    List<PolicyDocument> policies,
    Set<String> functions) {

  private static final int UNIQUE_LENGTH = 17;

  String account() {
    return arn.split(":", -1)[4];
  }

  boolean role() {
    return resource().startsWith("role/");
  }

  boolean user() {
    return resource().startsWith("user/");
  }

  /** The name without its path. */
  String name() {
    return resource().substring(resource().lastIndexOf('/') + 1);
  }

  private String resource() {
    return arn.split(":", -1)[5];
  }

  /** Roles call as sessions of theirs; all others as themselves. */
  Identity identity(String session) {
    String sessionArn =
        role()
            ? "arn:%s:sts::%s:assumed-role/%s/%s"
                .formatted(arn.split(":", -1)[1], account(), name(), session)
            : arn;
    return new Identity(account(), arn, sessionArn);
  }

  String type() {
    if (role()) {
      return "AssumedRole";
    }
    return user() ? "User" : "Account";
  }

  /** What {@code aws:userid} says: an id that stays the same as long as the ARN does. */
  String userId(String session) {
    if (role()) {
      return "AROA" + unique() + ":" + session;
    }
    return user() ? "AIDA" + unique() : account();
  }

  private String unique() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(arn.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, UNIQUE_LENGTH).toUpperCase(Locale.ROOT);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
