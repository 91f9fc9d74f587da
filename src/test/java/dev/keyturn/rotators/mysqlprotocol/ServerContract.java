package dev.keyturn.rotators.mysqlprotocol;

import dev.keyturn.RotationEnvironment;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.secret.SecretText;
import dev.keyturn.testkit.RotatorContract;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The contract on a real server, which writes every statement to its log. */
public abstract class ServerContract extends RotatorContract<DatabaseCredential> {

  /** Access denied, and by each product: an alternate that is not complete yet is locked. */
  private static final Set<Integer> REFUSALS = Set.of(1045, 3118, 4151);

  private static final int LONGEST_NAME = 20;

  protected final TestServer server;
  private final String strategy;

  protected ServerContract(TestServer server, String strategy) {
    this.server = server;
    this.strategy = strategy;
  }

  @Override
  protected RotationEnvironment environment(RotationEnvironment usual) {
    return usual.withVariables(Map.of("ROTATION_STRATEGY", strategy));
  }

  @Override
  protected String subject() {
    return "%s, %s".formatted(server.product(), strategy);
  }

  @Override
  protected InetSocketAddress address() {
    return new InetSocketAddress(server.host(), server.port());
  }

  @Override
  protected String secret(dev.keyturn.testkit.Account account) throws SQLException {
    server.password(new Account(account.user(), "%"), account.password());
    Map<String, Object> members =
        json(account.host(), account.port(), account.user(), account.password());
    if (account.adminSecret() != null) {
      members.put("masterarn", account.adminSecret());
    }
    return TestServer.json(members);
  }

  @Override
  protected Optional<String> adminSecret(String host, int port) {
    return Optional.of(
        TestServer.json(json(host, port, server.superuser(), server.superuserPassword().reveal())));
  }

  @Override
  protected void forget(dev.keyturn.testkit.Account account) throws SQLException {
    server.drop(account.user(), account.user() + "_clone");
  }

  /** A handshake less for each of many logins. */
  private Map<String, Object> json(String host, int port, String user, String password) {
    Map<String, Object> members = new LinkedHashMap<>(server.secret(user, password));
    members.put("host", host);
    members.put("port", port);
    members.put("ssl", false);
    return members;
  }

  @Override
  protected boolean logsIn(DatabaseCredential credential) throws SQLException {
    String password = credential.password().reveal();
    try (Connection connection = server.connect(credential.username(), SecretText.of(password))) {
      return connection.isValid(10);
    } catch (SQLException e) {
      if (REFUSALS.contains(e.getErrorCode())) {
        return false;
      }
      throw e;
    }
  }

  /** As long as the server's names may be with a number of the kit's, and of its characters. */
  @Override
  protected List<String> hostileNames() {
    return super.hostileNames().stream()
        .filter(name -> name.chars().noneMatch(part -> Character.isSurrogate((char) part)))
        .map(name -> name.substring(0, Math.min(LONGEST_NAME, name.length())))
        .toList();
  }

  @Override
  protected String serverLog() throws IOException {
    return server.log();
  }
}
