package dev.keyturn.rotators.redis;

import dev.keyturn.RotationEnvironment;
import dev.keyturn.RotationHandler;
import dev.keyturn.rotators.redis.RedisNode.Users;
import dev.keyturn.testkit.Account;
import dev.keyturn.testkit.RotatorContract;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real server that logs all that it can. */
abstract class RedisContract extends RotatorContract<RedisCredential> {

  private static final String ADMIN = "contract_admin";
  private static final String ADMIN_PASSWORD = "admin-password-of-the-contract";

  private final String strategy;
  private final List<String> rights;
  private RedisNode node;

  RedisContract(String strategy, String... rights) {
    this.strategy = strategy;
    this.rights = List.of(rights);
  }

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    node = RedisNode.start(folder, Users.ACL_FILE, "loglevel debug");
    node.user(ADMIN, ADMIN_PASSWORD, "+acl");
  }

  @AfterAll
  void stop() {
    node.close();
  }

  @Override
  protected RotationHandler<RedisCredential, ?> rotator() {
    return new RedisRotator();
  }

  @Override
  protected RotationEnvironment environment(RotationEnvironment usual) {
    return usual.withVariables(Map.of("ROTATION_STRATEGY", strategy));
  }

  @Override
  protected InetSocketAddress address() {
    return new InetSocketAddress("localhost", node.port());
  }

  @Override
  protected String secret(Account account) {
    node.run("ACL", "SETUSER", account.user(), "resetpass");
    node.user(account.user(), account.password(), rights.toArray(String[]::new));
    return json(account);
  }

  @Override
  protected Optional<String> adminSecret(String host, int port) {
    return Optional.of(json(new Account(host, port, ADMIN, ADMIN_PASSWORD, null)));
  }

  @Override
  protected void forget(Account account) {
    node.run("ACL", "DELUSER", account.user());
  }

  private static String json(Account account) {
    return account.json("redis").replaceFirst("}$", ",\"ssl\":false}");
  }

  @Override
  protected boolean logsIn(RedisCredential credential) {
    return node.login(credential.username(), credential.password().reveal()).equals("accepted");
  }

  @Override
  protected boolean clientsNoticeNothing() {
    return true;
  }

  @Override
  protected String subject() {
    return "Redis, " + strategy;
  }

  @Override
  protected String serverLog() throws IOException {
    return Files.readString(node.log())
        + Files.readString(node.file("users.acl"))
        + node.text("ACL", "LOG")
        + node.text("SLOWLOG", "GET", "1000");
  }

  /** The server refuses white space in names. */
  @Override
  protected List<String> hostileNames() {
    return super.hostileNames().stream()
        .filter(name -> name.chars().noneMatch(Character::isWhitespace))
        .toList();
  }
}
