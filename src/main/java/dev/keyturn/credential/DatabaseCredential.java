package dev.keyturn.credential;

import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretText;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * User, password and address in the JSON that AWS documents for database secrets: {@code engine
 * host port username password dbname masterarn}, and {@code ssl} and {@code usernames}.
 *
 * <p>Immutable and thread-safe. Members that are not named here are carried along unchanged.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html">JSON
 *     structure of secrets</a>
 */
public final class DatabaseCredential implements Credential<DatabaseCredential> {

  private static final String CLONE_SUFFIX = "_clone";

  private final JsonMembers members;
  private final String engine;
  private final String host;
  private final int port;
  private final String username;
  private final SecretText password;
  private final String database;
  private final boolean tls;
  private final List<String> usernames;
  private final @Nullable SecretId adminSecret;

  DatabaseCredential(JsonMembers members, DatabaseDefaults defaults)
      throws CredentialFormatException {
    MemberReader reader = new MemberReader(members);
    this.members = members;
    this.engine = defaults.checkedEngine(reader);
    this.host = reader.required("host");
    this.port = reader.port(defaults.port());
    this.username = reader.required("username");
    this.password = SecretText.of(reader.required("password"));
    String named = reader.optional("dbname");
    this.database = named == null ? defaults.database() : named;
    this.tls = reader.flag("ssl", true);
    this.usernames = reader.pair("usernames", username);
    this.adminSecret = reader.secretId("masterarn");
    reader.check();
  }

  private DatabaseCredential(
      DatabaseCredential from, JsonMembers members, String username, SecretText password) {
    this.members = members;
    this.engine = from.engine;
    this.host = from.host;
    this.port = from.port;
    this.username = username;
    this.password = password;
    this.database = from.database;
    this.tls = from.tls;
    this.usernames = from.usernames;
    this.adminSecret = from.adminSecret;
  }

  /**
   * Reads and writes credentials of an engine.
   *
   * @param defaults what the engine is called and what absent members mean
   * @return a thread-safe codec
   */
  public static Codec<DatabaseCredential> codec(DatabaseDefaults defaults) {
    return new DatabaseCredentialCodec(defaults);
  }

  @Override
  public Identity identity() {
    return new Identity(username, host);
  }

  @Override
  public SecretText password() {
    return password;
  }

  @Override
  public DatabaseCredential withPassword(SecretText replacement) {
    return new DatabaseCredential(
        this, members.with("password", replacement.reveal()), username, replacement);
  }

  /**
   * Turns to the other user of {@code usernames}, or without that member to AWS's {@code _clone} of
   * this one, or back from it.
   */
  @Override
  public Optional<DatabaseCredential> alternate() {
    String other = otherUser();
    return Optional.of(
        new DatabaseCredential(this, members.with("username", other), other, password));
  }

  @Override
  public Optional<SecretId> adminSecret() {
    return Optional.ofNullable(adminSecret);
  }

  /**
   * Names the engine.
   *
   * @return for instance {@code postgres}
   */
  public String engine() {
    return engine;
  }

  /**
   * Names the host.
   *
   * @return name or address, as the secret spells it
   */
  public String host() {
    return host;
  }

  /**
   * Gives the port.
   *
   * @return 1 to 65535
   */
  public int port() {
    return port;
  }

  /**
   * Names the user.
   *
   * @return the user or role
   */
  public String username() {
    return username;
  }

  /**
   * Names the database to connect to.
   *
   * @return the secret's {@code dbname}, or the engine's default
   */
  public String database() {
    return database;
  }

  /**
   * Tells whether connections use TLS.
   *
   * @return true unless the secret says {@code ssl: false}
   */
  public boolean tls() {
    return tls;
  }

  /**
   * Gives a member of the secret that an engine has besides.
   *
   * @param name the member; its value must not be a secret
   * @return text, number, boolean, list or map, or empty if it is absent or null
   */
  public Optional<Object> member(String name) {
    return Optional.ofNullable(members.get(name));
  }

  @Override
  public String toString() {
    return "%s credential of %s, port %d".formatted(engine, identity(), port);
  }

  SecretText toText() {
    return members.toText();
  }

  private String otherUser() {
    if (!usernames.isEmpty()) {
      return usernames.get(usernames.get(0).equals(username) ? 1 : 0);
    }
    return username.endsWith(CLONE_SUFFIX) && username.length() > CLONE_SUFFIX.length()
        ? username.substring(0, username.length() - CLONE_SUFFIX.length())
        : username + CLONE_SUFFIX;
  }
}
