package dev.keyturn.rotators.redis;

import dev.keyturn.credential.Codec;
import dev.keyturn.credential.CredentialFormatException;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.credential.DatabaseDefaults;
import dev.keyturn.secret.SecretText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The JSON of database secrets, and in it the nodes. */
final class RedisCodec implements Codec<RedisCredential> {

  /** Redis has no database to log in to; ACLs hold for all of them. */
  private static final String NO_DATABASE = "0";

  private static final Codec<DatabaseCredential> DATABASE =
      DatabaseCredential.codec(new DatabaseDefaults(List.of("redis", "valkey"), 6379, NO_DATABASE));

  @Override
  public RedisCredential decode(SecretText text) throws CredentialFormatException {
    return RedisCredential.of(DATABASE.decode(text));
  }

  @Override
  public SecretText encode(RedisCredential credential) {
    return DATABASE.encode(credential.database());
  }

  @Override
  public String example() {
    return "{\"engine\":\"redis\",\"host\":\"…\",\"port\":6379,\"username\":\"…\",\"password\":\"…\"}";
  }

  /**
   * An administrator whose secret names no host goes where the user's secret says, if the
   * configuration allows every one of the nodes; any other only where its own secret says.
   */
  @Override
  public RedisCredential decodeAdmin(
      SecretText text, RedisCredential user, Predicate<String> allowedHost)
      throws CredentialFormatException {
    List<String> borrowed = new ArrayList<>();
    DatabaseCredential admin =
        DATABASE.decodeAdmin(
            text,
            user.database(),
            host -> {
              borrowed.add(host);
              return allowedHost.test(host);
            });
    if (borrowed.isEmpty()) {
      return RedisCredential.of(admin);
    }
    for (Node node : user.nodes()) {
      if (!allowedHost.test(node.host())) {
        throw new CredentialFormatException(
            List.of(
                "member 'host' is missing, and ADMIN_HOSTS does not allow '%s'"
                    .formatted(node.host())));
      }
    }
    return new RedisCredential(admin, user.nodes());
  }
}
