package dev.keyturn.rotators.redis;

import dev.keyturn.RotationEnvironment;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.LoginResult.Accepted;
import dev.keyturn.rotation.RetireRequest;
import dev.keyturn.rotation.SetRequest;
import dev.keyturn.rotation.VerifyRequest;
import dev.keyturn.testkit.ForwardingRotator;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;

/**
 * The rotator, and somebody who is asked before and after everything that it does with the servers,
 * and who may end the process there.
 */
final class WatchedRotator extends ForwardingRotator<RedisCredential, RedisSession> {

  /** Hears of every moment at which a process can die. */
  interface Watcher {
    void at(String moment);
  }

  private final Watcher watcher;

  WatchedRotator(RotationEnvironment environment, Watcher watcher) {
    super(environment, environment.construct(RedisRotator::new));
    this.watcher = watcher;
  }

  @Override
  public LoginResult<RedisSession> login(LoginRequest<RedisCredential> request) throws Exception {
    watcher.at("before a login");
    LoginResult<RedisSession> result = super.login(request);
    if (!(result instanceof Accepted<RedisSession> accepted)) {
      watcher.at("after a login that was not accepted");
      return result;
    }
    try {
      watcher.at("after a login");
    } catch (Error e) {
      // What the end of a process does to its connections.
      accepted.session().close();
      throw e;
    }
    return new Accepted<>(
        new RedisSession(
            accepted.session().nodes().stream()
                .map(node -> new NodeSession(node.node(), new Watched(node.connection())))
                .toList()));
  }

  @Override
  public void retire(RetireRequest<RedisCredential, RedisSession> request) throws Exception {
    super.retire(request);
    watcher.at("after retire");
  }

  @Override
  public void set(SetRequest<RedisCredential, RedisSession> request) throws Exception {
    super.set(request);
    watcher.at("after set");
  }

  @Override
  public void verify(VerifyRequest<RedisCredential, RedisSession> request) throws Exception {
    super.verify(request);
    watcher.at("after verify");
  }

  private final class Watched extends Connection {

    private final Connection connection;

    private Watched(Connection connection) {
      this.connection = connection;
    }

    @Override
    public Object executeCommand(CommandArguments arguments) {
      String command = words(arguments);
      watcher.at("before " + command);
      Object answer = connection.executeCommand(arguments);
      watcher.at("after " + command);
      return answer;
    }

    private static String words(CommandArguments arguments) {
      String command = Reply.text(arguments.getCommand().getRaw());
      return command + " " + Reply.text(arguments.get(1).getRaw());
    }

    @Override
    public void setSoTimeout(int milliseconds) {
      connection.setSoTimeout(milliseconds);
    }

    @Override
    public void close() {
      connection.close();
    }
  }
}
