package dev.keyturn.credential;

import dev.keyturn.secret.SecretText;

/**
 * Who, where and the password or key, in members of a JSON object that the rotator names.
 *
 * <p>For services of one's own: {@code codec("client", "url", "key")} reads {@code
 * {"client":"billing","url":"https://keys.example.com","key":"…"}}. Immutable and thread-safe.
 * Other members are carried along unchanged.
 */
public final class JsonCredential implements Credential<JsonCredential> {

  /** The members that are read. */
  private record Names(String user, String place, String password) {}

  private final JsonMembers members;
  private final Names names;
  private final String user;
  private final String place;
  private final SecretText password;

  private JsonCredential(JsonMembers members, Names names) throws CredentialFormatException {
    MemberReader reader = new MemberReader(members);
    this.members = members;
    this.names = names;
    this.user = reader.required(names.user());
    this.place = reader.required(names.place());
    this.password = SecretText.of(reader.required(names.password()));
    reader.check();
  }

  private JsonCredential(JsonCredential from, SecretText password) {
    this.members = from.members.with(from.names.password(), password.reveal());
    this.names = from.names;
    this.user = from.user;
    this.place = from.place;
    this.password = password;
  }

  /**
   * Reads and writes credentials of this form. All three members must be there, as texts.
   *
   * @param user the member that says who logs in
   * @param place the member that says where, for instance a URL or a host
   * @param password the member with the password or key, which rotations replace
   * @return a thread-safe codec
   */
  public static Codec<JsonCredential> codec(String user, String place, String password) {
    Names names = new Names(user, place, password);
    return new Codec<>() {
      @Override
      public JsonCredential decode(SecretText text) throws CredentialFormatException {
        return new JsonCredential(JsonMembers.parse(text), names);
      }

      @Override
      public SecretText encode(JsonCredential credential) {
        return credential.members.toText();
      }

      @Override
      public String example() {
        return "{\"%s\":\"…\",\"%s\":\"…\",\"%s\":\"…\"}".formatted(user, place, password);
      }
    };
  }

  /**
   * Says who logs in.
   *
   * @return the user's member
   */
  public String user() {
    return user;
  }

  /**
   * Says where.
   *
   * @return the place's member, as the secret spells it
   */
  public String place() {
    return place;
  }

  @Override
  public Identity identity() {
    return new Identity(user, place);
  }

  @Override
  public SecretText password() {
    return password;
  }

  @Override
  public JsonCredential withPassword(SecretText replacement) {
    return new JsonCredential(this, replacement);
  }

  @Override
  public String toString() {
    return "credential of " + identity();
  }
}
