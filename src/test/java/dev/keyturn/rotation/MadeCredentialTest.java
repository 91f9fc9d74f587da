package dev.keyturn.rotation;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static dev.keyturn.secret.StagingLabel.PENDING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.credential.DatabaseDefaults;
import dev.keyturn.rotation.LoginResult.Accepted;
import dev.keyturn.rotation.LoginResult.Rejected;
import dev.keyturn.rotators.RotationScene;
import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.SecretText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that makes tokens: who asks it for one, and what becomes of one too many. */
class MadeCredentialTest {

  private static final Codec<DatabaseCredential> CODEC =
      DatabaseCredential.codec(new DatabaseDefaults(List.of("mint"), 1, "none"));

  private final Set<String> tokens = new HashSet<>(Set.of("first-token"));
  private final List<String> done = new ArrayList<>();
  private Runnable onMake = () -> {};
  private boolean keepsAll;
  private RotationScene scene;

  @BeforeEach
  void prepare() {
    scene = new RotationScene(Mint::new);
    scene.secret(secret("first-token"));
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private static Map<String, Object> secret(String token) {
    return Map.of("engine", "mint", "host", "here", "username", "me", "password", token);
  }

  private interface Session extends AutoCloseable {
    @Override
    void close();
  }

  private final class Mint extends RotationHandler<DatabaseCredential, Session>
      implements CredentialSource<DatabaseCredential, Session> {

    @Override
    public Codec<DatabaseCredential> codec() {
      return CODEC;
    }

    @Override
    public Optional<CredentialSource<DatabaseCredential, Session>> source() {
      return Optional.of(this);
    }

    @Override
    public LoginResult<Session> login(LoginRequest<DatabaseCredential> request) {
      done.add("login as " + request.authority());
      return tokens.contains(request.credential().password().reveal())
          ? new Accepted<>(() -> {})
          : new Rejected<>("unknown token");
    }

    @Override
    public Optional<DatabaseCredential> make(MakeRequest<DatabaseCredential, Session> request) {
      String token = "token-" + tokens.size();
      tokens.add(token);
      onMake.run();
      return request.stored().getAsBoolean() && !keepsAll
          ? Optional.empty()
          : Optional.of(request.current().withPassword(SecretText.of(token)));
    }

    @Override
    public void discard(Session session, DatabaseCredential credential, Deadline deadline) {
      done.add("discard");
      throw new IllegalStateException("cannot delete " + credential.password().reveal());
    }

    @Override
    public void set(SetRequest<DatabaseCredential, Session> request) {
      throw new AssertionError("nothing is to be set");
    }
  }

  @Test
  void isMadeOnceAndNeverSet() {
    scene.rotate();

    assertThat(done)
        .containsExactly("login as AWSCURRENT", "login as AWSPENDING", "login as AWSPENDING");
    assertThat(scene.member(PENDING, "password")).isEqualTo("token-1");
    scene.begin().run(CREATE_SECRET, CREATE_SECRET);
    assertThat(tokens).hasSize(3);
  }

  @Test
  void anAdminHasNoPartInIt() {
    scene.variable("ROTATION_STRATEGY", "admin");
    String admin = scene.adminSecret(secret("first-token"));
    scene.put(RotationScene.with(secret("first-token"), "masterarn", admin));

    RotationException failure = scene.begin().failure(CREATE_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
    assertThat(failure)
        .hasMessage(
            scene.message(
                CREATE_SECRET,
                "this service makes its credentials itself, for one user and without an admin. Set"
                    + " ROTATION_STRATEGY to single, or leave it unset."));
    assertThat(done).isEmpty();
  }

  /** What it says may quote the token, which nobody else has seen yet. */
  @Test
  void oneTooManyThatCannotBeDeletedIsWarnedOf() {
    keepsAll = true;
    scene.begin();
    onMake =
        () ->
            scene
                .secrets()
                .put(
                    scene.id(),
                    scene.version(),
                    PENDING,
                    "{\"engine\":\"mint\",\"host\":\"here\",\"username\":\"me\",\"password\":\"first-token\"}");

    scene.run(CREATE_SECRET, SET_SECRET);

    assertThat(scene.member(PENDING, "password")).isEqualTo("first-token");
    assertThat(scene.warnings())
        .containsExactly(
            "a credential that another invocation made superfluous was not deleted, the next rotation"
                + " does so: cannot delete [REDACTED]");
  }

  @Test
  void noneIsMadeForACredentialThatIsRejected() {
    scene.put(secret("unknown"));
    tokens.clear();

    RotationException failure = scene.begin().failure(CREATE_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.CREDENTIALS_REJECTED);
    assertThat(tokens).isEmpty();
  }
}
