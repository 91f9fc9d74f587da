package dev.keyturn.rotators.redis;

import dev.keyturn.credential.Credential;
import dev.keyturn.credential.CredentialFormatException;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.credential.Identity;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretText;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A user and its password, and every server that has to know them. Immutable.
 *
 * @param database what all secrets of databases have
 * @param nodes the server in {@code host} first, then those in {@code nodes}
 */
record RedisCredential(DatabaseCredential database, List<Node> nodes)
    implements Credential<RedisCredential> {

  static final String NODES = "nodes";

  static RedisCredential of(DatabaseCredential database) throws CredentialFormatException {
    Node host =
        Node.parse(database.host(), database.port())
            .filter(node -> node.port() == database.port())
            .orElseThrow(
                () ->
                    invalid(
                        "member 'host' is not one host name or address; a port belongs into member"
                            + " 'port'"));
    List<Node> more = more(database);
    return new RedisCredential(
        database, Stream.concat(Stream.of(host), more.stream()).distinct().toList());
  }

  private static List<Node> more(DatabaseCredential database) throws CredentialFormatException {
    Object value = database.member(NODES).orElse(List.of());
    if (!(value instanceof List<?> entries)) {
      throw notAList();
    }
    List<Node> nodes =
        entries.stream()
            .filter(String.class::isInstance)
            .flatMap(text -> Node.parse((String) text, database.port()).stream())
            .toList();
    if (nodes.size() < entries.size()) {
      throw notAList();
    }
    return nodes;
  }

  private static CredentialFormatException notAList() {
    return invalid("member 'nodes' is not a list of texts like \"host\" or \"host:6379\"");
  }

  private static CredentialFormatException invalid(String problem) {
    return new CredentialFormatException(List.of(problem));
  }

  String username() {
    return database.username();
  }

  boolean tls() {
    return database.tls();
  }

  /** The host, or all servers if there are several: none may be added or lost by a rotation. */
  @Override
  public Identity identity() {
    return nodes.size() == 1
        ? database.identity()
        : new Identity(
            username(),
            nodes.stream()
                .map(node -> node.host() + ":" + node.port())
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(", ")));
  }

  @Override
  public SecretText password() {
    return database.password();
  }

  @Override
  public RedisCredential withPassword(SecretText password) {
    return new RedisCredential(database.withPassword(password), nodes);
  }

  @Override
  public Optional<SecretId> adminSecret() {
    return database.adminSecret();
  }

  @Override
  public String toString() {
    return database.engine() + " credential of " + identity();
  }
}
