package dev.keyturn.rotators.mysqlprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import dev.keyturn.RotationHandler;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.Step;
import dev.keyturn.rotators.RotationScene;
import dev.keyturn.rotators.WatchedHandler;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.testkit.FaultInjector.ProcessDeath;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A user of a real server, and a secret that holds its password. */
public abstract class EngineTest {

  public static final String REFUSED = "1045";

  protected final TestServer server;
  private final Supplier<? extends RotationHandler<DatabaseCredential, Connection>> rotator;
  protected final RotationScene scene;
  protected String user;
  protected Account account;

  protected EngineTest(
      TestServer server,
      Supplier<? extends RotationHandler<DatabaseCredential, Connection>> rotator) {
    this.server = server;
    this.rotator = rotator;
    this.scene = new RotationScene(rotator);
  }

  @BeforeEach
  protected void prepare() throws Exception {
    user = TestServer.freshName("app");
    account = server.createUser(user, "first-password");
    scene.variable("CA_BUNDLE", server.caFile().toString());
    scene.secret(json());
  }

  @AfterEach
  void close() {
    scene.close();
  }

  protected Map<String, Object> json() {
    return server.secret(user, "first-password");
  }

  /** An administrator changes the password, or that of the other one of two users. */
  protected void asAdmin(String strategy, Map<String, Object> admin) {
    scene.variable("ROTATION_STRATEGY", strategy);
    String name = TestServer.freshName("admin-secret");
    String arn = scene.secrets().create(name, TestServer.json(admin)).value();
    scene.put(RotationScene.with(scene.value(StagingLabel.CURRENT), "masterarn", arn));
  }

  /** An administrator with just these rights. */
  protected Account createAdmin(String... grants) throws Exception {
    Account admin = new Account(TestServer.freshName("admin"), "%");
    server.run("CREATE USER " + admin + " " + server.identified("admin-password"));
    for (String grant : grants) {
      server.run(grant.formatted(admin));
    }
    return admin;
  }

  protected String login(StagingLabel label) {
    return server.login(scene.value(label));
  }

  /** Other statements in place of those that the rotator executes. */
  protected void statements(UnaryOperator<String> others) {
    watch(moment -> {}, others);
  }

  private void watch(WatchedHandler.Watcher watcher, UnaryOperator<String> others) {
    scene.function(environment -> new WatchedHandler(environment, rotator, watcher, others));
  }

  /**
   * Has a rotation die at its n-th moment, which is added to the others.
   *
   * @return false if the rotation ended before
   */
  protected boolean dies(int point, List<String> moments) {
    int[] left = {point};
    watch(
        moment -> {
          left[0]--;
          if (left[0] == 0) {
            moments.add(moment);
            throw new ProcessDeath(moment);
          }
        },
        UnaryOperator.identity());
    try {
      scene.rotate();
      return false;
    } catch (ProcessDeath death) {
      return true;
    } finally {
      scene.asItIs();
    }
  }

  /** What the server says in place of the statements that begin so, once. */
  protected void answering(String begin, int number, String state, String message) {
    boolean[] done = new boolean[1];
    statements(
        sql -> {
          if (!sql.startsWith(begin) || done[0]) {
            return sql;
          }
          done[0] = true;
          return "SIGNAL SQLSTATE '%s' SET MYSQL_ERRNO = %d, MESSAGE_TEXT = %s"
              .formatted(state, number, Sql.literal(message));
        });
  }

  @FormatMethod
  protected final void assertRefused(Reason reason, @FormatString String text, Object... details)
      throws Exception {
    List<String> before = server.catalog();
    assertMessage(reason, text, details);
    assertThat(server.catalog()).isEqualTo(before);
  }

  @FormatMethod
  protected final void assertMessage(Reason reason, @FormatString String text, Object... details) {
    scene.begin();
    scene.run(Step.CREATE_SECRET);

    RotationException failure = scene.failure(Step.SET_SECRET);

    assertThat(failure).hasMessage(scene.message(Step.SET_SECRET, text, details));
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(scene.labels()).containsExactly("AWSPENDING");
  }

  protected void heal() {
    scene.asItIs();
    scene.variable("CA_BUNDLE", server.caFile().toString());
    String pending = scene.member(StagingLabel.PENDING, "password");
    scene.run(Step.values());
    assertThat(scene.member(StagingLabel.CURRENT, "password")).isEqualTo(pending);
    assertThat(login(StagingLabel.CURRENT)).isEqualTo("accepted");
  }
}
