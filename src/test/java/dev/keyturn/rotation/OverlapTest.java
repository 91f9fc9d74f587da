package dev.keyturn.rotation;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.FINISH_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static dev.keyturn.rotation.Step.TEST_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.credential.DatabaseDefaults;
import dev.keyturn.rotation.LoginResult.Accepted;
import dev.keyturn.rotation.LoginResult.Rejected;
import dev.keyturn.rotators.RotationScene;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.testkit.FaultInjector;
import dev.keyturn.testkit.FaultInjector.Moment;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that accepts several passwords of one user: when it is asked to forget which. */
class OverlapTest {

  private static final Codec<DatabaseCredential> CODEC =
      DatabaseCredential.codec(new DatabaseDefaults(List.of("locker"), 1, "none"));

  private final Set<String> passwords = new TreeSet<>(Set.of("first", "admin's"));
  private final List<String> done = new ArrayList<>();
  private final List<String> old = new ArrayList<>();
  private Overlap overlap = Overlap.MANY;
  private int asked = Integer.MAX_VALUE;
  private RotationScene scene;

  @BeforeEach
  void prepare() {
    scene = new RotationScene(Lockers::new);
    scene.secret(secret("me", "first"));
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private static Map<String, Object> secret(String user, String password) {
    return Map.of("engine", "locker", "host", "here", "username", user, "password", password);
  }

  private interface Session extends AutoCloseable {
    @Override
    void close();
  }

  /** Tells what it was asked for. */
  private final class Lockers extends RotationHandler<DatabaseCredential, Session> {

    @Override
    public Codec<DatabaseCredential> codec() {
      return CODEC;
    }

    @Override
    public Overlap overlap() {
      return overlap;
    }

    @Override
    public LoginResult<Session> login(LoginRequest<DatabaseCredential> request) {
      return passwords.contains(request.credential().password().reveal())
          ? new Accepted<>(() -> {})
          : new Rejected<>("wrong password");
    }

    @Override
    public void retire(RetireRequest<DatabaseCredential, Session> request) {
      done.add("retire as " + request.authority() + " " + request.login().username());
      Iterator<DatabaseCredential> each = request.old().iterator();
      for (int i = 0; i < asked && each.hasNext(); i++) {
        old.add(each.next().password().reveal());
      }
    }

    @Override
    public void set(SetRequest<DatabaseCredential, Session> request) {
      done.add("set as " + request.authority());
      if (overlap == Overlap.NONE) {
        passwords.clear();
      }
      passwords.add(request.pending().password().reveal());
    }
  }

  @Test
  void retiresBeforeItSets() {
    scene.begin().run(CREATE_SECRET, SET_SECRET);

    assertThat(done).containsExactly("retire as AWSCURRENT me", "set as AWSCURRENT");
  }

  @Test
  void aRepeatedStepSetsAgainInItsOwnName() {
    scene.begin().run(CREATE_SECRET, SET_SECRET);
    done.clear();

    scene.run(SET_SECRET);

    assertThat(done).containsExactly("set as AWSPENDING");
  }

  /** A third password would take the place of the one that clients use. */
  @Test
  void aServiceThatHoldsTwoIsNotAskedTwice() {
    overlap = Overlap.TWO;
    scene.begin().run(CREATE_SECRET, SET_SECRET);
    assertThat(done).containsExactly("retire as AWSCURRENT me", "set as AWSCURRENT");
    done.clear();

    scene.run(SET_SECRET);

    assertThat(done).isEmpty();
  }

  @Test
  void aServiceWithoutOverlapHasNothingToRetire() {
    overlap = Overlap.NONE;

    scene.begin().run(CREATE_SECRET, SET_SECRET, SET_SECRET);

    assertThat(done).containsExactly("set as AWSCURRENT");
    assertThat(scene.last().storeCalls()).isEqualTo(3);
  }

  @Test
  void previousComesFirstAndThenOlderOnesOfTheSameUser() {
    scene.put(secret("me", "second"));
    scene.put(secret("somebody", "else"));
    scene.secrets().put(scene.id(), "no credential");
    scene.put(secret("me", "third"));
    scene.put(secret("me", "fourth"));
    passwords.add("fourth");

    scene.begin().run(CREATE_SECRET, SET_SECRET);

    assertThat(old).startsWith("third").containsExactlyInAnyOrder("third", "second", "first");
  }

  @Test
  void onlyWhatIsAskedForIsRead() {
    scene.put(secret("me", "second"));
    scene.put(secret("me", "third"));
    passwords.add("third");
    scene.begin().run(CREATE_SECRET);
    asked = 0;
    scene.run(SET_SECRET);
    int none = scene.last().storeCalls();
    passwords.retainAll(Set.of("third"));
    asked = 1;

    scene.run(SET_SECRET);

    assertThat(old).containsExactly("second");
    assertThat(scene.last().storeCalls()).isEqualTo(none + 1);
  }

  /** The rotation goes on: the next one looks again. */
  @Test
  void olderVersionsThatCannotBeListed() {
    scene.begin().run(CREATE_SECRET);
    FaultInjector store = new FaultInjector(scene.secrets().store());
    store.fail(
        5,
        Moment.BEFORE,
        new SecretStoreException(
            SecretStoreException.Kind.ACCESS_DENIED, "ListSecretVersionIds", "not allowed", null));

    scene.store(store).run(SET_SECRET);

    assertThat(done).contains("set as AWSCURRENT");
    assertThat(scene.last().warnings())
        .containsExactly(
            "deprecated versions were not looked at: ListSecretVersionIds failed: not allowed");
  }

  @Test
  void nothingIsRetiredWhenCurrentIsRejected() {
    scene.put(secret("me", "never set"));

    scene.begin().run(CREATE_SECRET, SET_SECRET);

    assertThat(done).containsExactly("set as AWSPREVIOUS");
  }

  @Test
  void anAdminRetiresAndSetsAgain() {
    asSetByAdmin();
    scene.begin().run(CREATE_SECRET, SET_SECRET);
    assertThat(done).containsExactly("retire as the admin secret root", "set as the admin secret");
    done.clear();

    scene.run(SET_SECRET);

    assertThat(done).containsExactly("retire as the admin secret root", "set as the admin secret");
  }

  /** The pending one is set; whether more was to be done cannot be found out without an admin. */
  @Test
  void anAdminIsNotAskedForACurrentThatIsRejected() {
    asSetByAdmin();
    scene.begin().run(CREATE_SECRET, SET_SECRET);
    done.clear();
    passwords.remove("first");

    scene.run(SET_SECRET, TEST_SECRET, FINISH_SECRET);

    assertThat(done).isEmpty();
  }

  private void asSetByAdmin() {
    scene.variable("ROTATION_STRATEGY", "admin");
    String admin = scene.adminSecret(secret("root", "admin's"));
    scene.put(RotationScene.with(secret("me", "first"), "masterarn", admin));
  }
}
