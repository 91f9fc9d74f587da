package dev.keyturn.credential;

import dev.keyturn.secret.SecretText;
import java.util.List;
import java.util.function.Predicate;

/** JSON of database secrets, and of the administrators' secrets that RDS manages. */
final class DatabaseCredentialCodec implements Codec<DatabaseCredential> {

  private final DatabaseDefaults defaults;

  DatabaseCredentialCodec(DatabaseDefaults defaults) {
    this.defaults = defaults;
  }

  @Override
  public DatabaseCredential decode(SecretText text) throws CredentialFormatException {
    return new DatabaseCredential(JsonMembers.parse(text), defaults);
  }

  @Override
  public SecretText encode(DatabaseCredential credential) {
    return credential.toText();
  }

  @Override
  public String example() {
    return "{\"engine\":\"%s\",\"host\":\"…\",\"port\":%d,\"username\":\"…\",\"password\":\"…\",\"dbname\":\"%s\"}"
        .formatted(defaults.engines().get(0), defaults.port(), defaults.database());
  }

  /**
   * Takes from the user's secret only what an RDS-managed secret leaves out, and the host only when
   * the configuration allows it. TLS is never taken from it: {@code ssl: false} there would put the
   * administrator's login in the clear.
   */
  @Override
  public DatabaseCredential decodeAdmin(
      SecretText text, DatabaseCredential user, Predicate<String> allowedHost)
      throws CredentialFormatException {
    JsonMembers members = JsonMembers.parse(text);
    if (members.get("host") == null) {
      if (!allowedHost.test(user.host())) {
        throw new CredentialFormatException(
            List.of(
                "member 'host' is missing, and ADMIN_HOSTS does not allow '%s'"
                    .formatted(user.host())));
      }
      members = members.with("host", user.host());
    }
    if (members.get("port") == null) {
      members = members.with("port", user.port());
    }
    if (members.get("engine") == null) {
      members = members.with("engine", user.engine());
    }
    return new DatabaseCredential(members, defaults);
  }
}
