package dev.keyturn.credential;

import dev.keyturn.secret.SecretText;
import java.util.List;

/**
 * An access key of an IAM user, in the members that {@code aws iam create-access-key} prints, or in
 * those of a credentials file.
 *
 * <p>Immutable and thread-safe. Other members are carried along unchanged.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html">Access
 *     keys of IAM users</a>
 */
public final class AccessKeyCredential implements Credential<AccessKeyCredential> {

  private static final String SERVICE = "iam";

  /** Names that users, key ids and secret keys go by; a rotation writes what it has read. */
  private record Names(String user, String keyId, String secretKey) {}

  private static final List<Names> SPELLINGS =
      List.of(
          new Names("UserName", "AccessKeyId", "SecretAccessKey"),
          new Names("username", "aws_access_key_id", "aws_secret_access_key"));

  private final JsonMembers members;
  private final Names names;
  private final String user;
  private final String keyId;
  private final SecretText secretKey;

  private AccessKeyCredential(
      JsonMembers members, Names names, String user, String keyId, SecretText secretKey) {
    this.members = members;
    this.names = names;
    this.user = user;
    this.keyId = keyId;
    this.secretKey = secretKey;
  }

  private static AccessKeyCredential read(JsonMembers members) throws CredentialFormatException {
    Names names =
        SPELLINGS.stream()
            .filter(spelling -> members.get(spelling.keyId()) != null)
            .findFirst()
            .orElse(SPELLINGS.get(0));
    MemberReader reader = new MemberReader(members);
    String user = reader.required(names.user());
    String keyId = reader.required(names.keyId());
    String secretKey = reader.required(names.secretKey());
    reader.check();
    return new AccessKeyCredential(members, names, user, keyId, SecretText.of(secretKey));
  }

  /**
   * Reads and writes access keys.
   *
   * @return a thread-safe codec
   */
  public static Codec<AccessKeyCredential> codec() {
    return new Codec<>() {
      @Override
      public AccessKeyCredential decode(SecretText text) throws CredentialFormatException {
        return read(JsonMembers.parse(text));
      }

      @Override
      public SecretText encode(AccessKeyCredential credential) {
        return credential.members.toText();
      }

      @Override
      public String example() {
        Names names = SPELLINGS.get(0);
        return "{\"%s\":\"…\",\"%s\":\"…\",\"%s\":\"…\"}"
            .formatted(names.user(), names.keyId(), names.secretKey());
      }
    };
  }

  /**
   * Turns to another key of the same user.
   *
   * @param id the access key's id
   * @param secret the secret access key
   * @return a credential that differs in nothing else
   */
  public AccessKeyCredential withKey(String id, SecretText secret) {
    return new AccessKeyCredential(
        members.with(names.keyId(), id).with(names.secretKey(), secret.reveal()),
        names,
        user,
        id,
        secret);
  }

  /**
   * Names the user.
   *
   * @return the user's name, without its path
   */
  public String user() {
    return user;
  }

  /**
   * Names the key.
   *
   * @return the access key's id, which is not a secret
   */
  public String keyId() {
    return keyId;
  }

  @Override
  public Identity identity() {
    return new Identity(user, SERVICE);
  }

  /** The secret access key. */
  @Override
  public SecretText password() {
    return secretKey;
  }

  @Override
  public AccessKeyCredential withPassword(SecretText password) {
    return withKey(keyId, password);
  }

  @Override
  public String toString() {
    return "access key " + keyId + " of user '" + user + "'";
  }
}
