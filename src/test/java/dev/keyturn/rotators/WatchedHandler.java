package dev.keyturn.rotators;

import dev.keyturn.RotationEnvironment;
import dev.keyturn.RotationHandler;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.LoginResult.Accepted;
import dev.keyturn.rotation.RetireRequest;
import dev.keyturn.rotation.SetRequest;
import dev.keyturn.rotation.VerifyRequest;
import dev.keyturn.testkit.ForwardingRotator;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A rotator, and somebody who is asked before and after everything that it does with the server,
 * and who may end the process there or put another statement in place of one.
 */
public class WatchedHandler extends ForwardingRotator<DatabaseCredential, Connection> {

  /** Hears of every moment at which a process can die. */
  public interface Watcher {
    void at(String moment);
  }

  private final Watcher watcher;
  private final UnaryOperator<String> statements;

  public WatchedHandler(
      RotationEnvironment environment,
      Supplier<? extends RotationHandler<DatabaseCredential, Connection>> rotator,
      Watcher watcher,
      UnaryOperator<String> statements) {
    super(environment, environment.construct(rotator::get));
    this.watcher = watcher;
    this.statements = statements;
  }

  @Override
  public LoginResult<Connection> login(LoginRequest<DatabaseCredential> request) throws Exception {
    watcher.at("before a login");
    LoginResult<Connection> result = super.login(request);
    if (!(result instanceof Accepted<Connection> accepted)) {
      watcher.at("after a login that was not accepted");
      return result;
    }
    try {
      watcher.at("after a login");
    } catch (Error e) {
      close(accepted.session());
      throw e;
    }
    return new Accepted<>(watched(Connection.class, accepted.session()));
  }

  @Override
  public void retire(RetireRequest<DatabaseCredential, Connection> request) throws Exception {
    super.retire(request);
    watcher.at("after retire");
  }

  @Override
  public void set(SetRequest<DatabaseCredential, Connection> request) throws Exception {
    super.set(request);
    watcher.at("after set");
  }

  @Override
  public void verify(VerifyRequest<DatabaseCredential, Connection> request) throws Exception {
    super.verify(request);
    watcher.at("after verify");
  }

  /** What the end of a process does to its connections. */
  private static void close(Connection session) {
    try {
      session.close();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private <T> T watched(Class<T> type, Object target) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          boolean told =
              method.getName().startsWith("execute") || method.getName().equals("commit");
          try {
            if (told) {
              watcher.at("before " + method.getName());
            }
            if (arguments != null && arguments[0] instanceof String sql) {
              arguments[0] = statements.apply(sql);
            }
            Object result = method.invoke(target, arguments);
            if (told) {
              watcher.at("after " + method.getName());
            }
            if (result instanceof PreparedStatement) {
              return watched(PreparedStatement.class, result);
            }
            return result instanceof Statement ? watched(Statement.class, result) : result;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
