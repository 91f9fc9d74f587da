package dev.keyturn.door;

import dev.keyturn.credential.Codec;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.credential.DatabaseDefaults;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.ProtectedService;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.SetRequest;
import dev.keyturn.rotation.VerifyRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A protected service in memory: users and their passwords. It tells who came, counts the sessions
 * that are open, and does what a test has it do in between.
 */
public final class Door implements ProtectedService<DatabaseCredential, Door.Session> {

  public static final String ENGINE = "door";

  /** What a secret for this service must look like, as messages show it. */
  public static final String EXAMPLE =
      "{\"engine\":\"door\",\"host\":\"…\",\"port\":1,\"username\":\"…\",\"password\":\"…\",\"dbname\":\"none\"}";

  private static final Codec<DatabaseCredential> CODEC =
      DatabaseCredential.codec(new DatabaseDefaults(List.of(ENGINE), 1, "none"));

  /** An open session, counted until it is closed. */
  public final class Session implements AutoCloseable {

    private Session() {
      open++;
    }

    @Override
    public void close() throws IOException {
      open--;
      onClose.run();
    }
  }

  /** What a test has happen when a session is closed. */
  public interface Closing {
    void run() throws IOException;
  }

  /** What a test has happen at another moment. */
  public interface Event {
    void run() throws Exception;
  }

  private final Map<String, String> passwords = new ConcurrentHashMap<>();
  private final List<String> visits = new ArrayList<>();
  private String rejection = "wrong password";
  private String warning = "";
  private int open;
  private @Nullable SetRequest<DatabaseCredential, Session> lastSet;
  private LoginResult.@Nullable Unavailable<Session> closed;
  private Event onLogin = () -> {};
  private Event onSet = () -> {};
  private Event afterSet = () -> {};
  private Event onVerify = () -> {};
  private Closing onClose = () -> {};

  /** Gives a user a password, as an operator would. */
  public Door user(String name, String password) {
    passwords.put(name, password);
    return this;
  }

  /** Has no login be answered. */
  public Door unavailable(Reason reason, String observed, String remedy, Throwable cause) {
    closed = new LoginResult.Unavailable<>(reason, observed, remedy, cause);
    return this;
  }

  /** Has a change warn of something. */
  public Door warning(String text) {
    warning = text;
    return this;
  }

  /** Has a rejection say something else. */
  public Door rejecting(String observed) {
    rejection = observed;
    return this;
  }

  public Door available() {
    closed = null;
    return this;
  }

  public Door onLogin(Event event) {
    onLogin = event;
    return this;
  }

  public Door onSet(Event event) {
    onSet = event;
    return this;
  }

  public Door afterSet(Event event) {
    afterSet = event;
    return this;
  }

  public Door onVerify(Event event) {
    onVerify = event;
    return this;
  }

  public Door onClose(Closing event) {
    onClose = event;
    return this;
  }

  public boolean opensTo(String name, String password) {
    return password.equals(passwords.get(name));
  }

  /** Every login and change so far, for instance {@code "AWSCURRENT as me: accepted"}. */
  public List<String> visits() {
    return visits;
  }

  /** What the rotator was asked to set last. */
  public SetRequest<DatabaseCredential, Session> lastSet() {
    return Objects.requireNonNull(lastSet);
  }

  public int openSessions() {
    return open;
  }

  @Override
  public Codec<DatabaseCredential> codec() {
    return CODEC;
  }

  @Override
  public LoginResult<Session> login(LoginRequest<DatabaseCredential> request) throws Exception {
    DatabaseCredential credential = request.credential();
    String visit = request.authority() + " as " + credential.username();
    visits.add(visit);
    onLogin.run();
    if (closed != null) {
      return closed;
    }
    boolean opens = opensTo(credential.username(), credential.password().reveal());
    visits.set(visits.size() - 1, visit + (opens ? ": accepted" : ": rejected"));
    return opens
        ? new LoginResult.Accepted<>(new Session())
        : new LoginResult.Rejected<>(rejection);
  }

  @Override
  public void set(SetRequest<DatabaseCredential, Session> request) throws Exception {
    lastSet = request;
    if (!warning.isEmpty()) {
      request.warnings().accept(warning);
    }
    onSet.run();
    passwords.put(request.pending().username(), request.pending().password().reveal());
    visits.add("%s sets %s".formatted(request.authority(), request.pending().username()));
    afterSet.run();
  }

  @Override
  public void verify(VerifyRequest<DatabaseCredential, Session> request) throws Exception {
    onVerify.run();
  }
}
