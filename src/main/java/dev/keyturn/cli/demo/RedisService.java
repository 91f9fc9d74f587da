package dev.keyturn.cli.demo;

import dev.keyturn.cli.redis.LocalRedis;
import dev.keyturn.cli.servers.Passwords;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A Redis with a user that may read one key, and an administrator of users. */
final class RedisService implements DemoService {

  private final LocalRedis redis;
  private final AnswerProxy proxy;
  private final SecretText user = Passwords.random();
  private final SecretText admin = Passwords.random();

  private RedisService(LocalRedis redis, AnswerProxy proxy) {
    this.redis = redis;
    this.proxy = proxy;
  }

  static DemoService start(DemoStrategy strategy) throws IOException {
    LocalRedis redis = LocalRedis.start();
    RedisService service = null;
    try {
      service = new RedisService(redis, AnswerProxy.before(redis.tlsPort()));
      service.furnish(strategy);
      return service;
    } catch (IOException e) {
      redis.close();
      throw e;
    }
  }

  private void furnish(DemoStrategy strategy) throws IOException {
    String change = strategy == DemoStrategy.SINGLE ? "+acl" : "-acl";
    redis.createUser(USER, user, "~orders", "+get", change);
    redis.createUser(ADMIN, admin, "+acl");
  }

  @Override
  public String introduction() throws IOException {
    return "Redis %s listens at %s:%d, with TLS and users in an ACL file"
        .formatted(redis.version(), redis.host(), redis.tlsPort());
  }

  @Override
  public Map<String, String> variables() {
    return Map.of("CA_BUNDLE", redis.caFile().toString());
  }

  @Override
  public Map<String, Object> secret() {
    return secret(USER, user);
  }

  @Override
  public Map<String, Object> adminSecret() {
    return secret(ADMIN, admin);
  }

  private Map<String, Object> secret(String name, SecretText password) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("engine", "redis");
    members.put("host", redis.host());
    members.put("port", proxy.port());
    members.put("username", name);
    members.put("password", password.reveal());
    return members;
  }

  @Override
  public boolean accepts(DemoCredential credential) throws IOException {
    return redis.reads(credential.user(), credential.password(), "orders");
  }

  @Override
  public boolean keepsOldCredential() {
    return true;
  }

  @Override
  public String secrecy() {
    return "Redis, which logs all that it can here, knows no password, only SHA-256 of each";
  }

  @Override
  public String logged() {
    return "user " + USER + " on #";
  }

  @Override
  public String log() throws IOException {
    return redis.log();
  }

  @Override
  public Blocker block() throws IOException {
    Set<String> before = Set.copyOf(redis.hashes(USER));
    return proxy.hold(
        () -> !before.containsAll(redis.hashes(USER)),
        "when Redis has done ACL SETUSER, and before it knows");
  }

  @Override
  public void close() {
    proxy.close();
    redis.close();
  }
}
