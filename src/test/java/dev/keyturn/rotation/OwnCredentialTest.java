package dev.keyturn.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.credential.Codec;
import dev.keyturn.credential.Credential;
import dev.keyturn.credential.CredentialFormatException;
import dev.keyturn.credential.Identity;
import dev.keyturn.credential.PasswordGenerator;
import dev.keyturn.door.DoorSecret;
import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretText;
import dev.keyturn.settings.Settings;
import dev.keyturn.testkit.SecretsManagerExtension;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A credential that is no database's: a line of text, with nothing overridden that has a default.
 */
class OwnCredentialTest {

  @RegisterExtension static final SecretsManagerExtension SERVICE = DoorSecret.service();

  /** {@code user@host:password admin}. */
  private record Line(String user, String host, SecretText password, String admin)
      implements Credential<Line> {

    @Override
    public Identity identity() {
      return new Identity(user, host);
    }

    @Override
    public Line withPassword(SecretText replacement) {
      return new Line(user, host, replacement, admin);
    }

    @Override
    public Optional<SecretId> adminSecret() {
      return Optional.of(new SecretId(admin));
    }
  }

  private static final class Lines implements Codec<Line> {

    @Override
    public Line decode(SecretText text) throws CredentialFormatException {
      String[] parts = text.reveal().split("[@: ]", -1);
      if (parts.length != 4) {
        throw new CredentialFormatException(List.of("it is no line"));
      }
      return new Line(parts[0], parts[1], SecretText.of(parts[2]), parts[3]);
    }

    @Override
    public SecretText encode(Line line) {
      return SecretText.of(
          "%s@%s:%s %s".formatted(line.user, line.host, line.password.reveal(), line.admin));
    }

    @Override
    public String example() {
      return "user@host:password admin";
    }
  }

  private static final class Passwords implements ProtectedService<Line, AutoCloseable> {

    final Map<String, SecretText> passwords = new HashMap<>();

    @Override
    public Codec<Line> codec() {
      return new Lines();
    }

    @Override
    public LoginResult<AutoCloseable> login(LoginRequest<Line> request) {
      Line line = request.credential();
      return line.password().equals(passwords.get(line.user()))
          ? new LoginResult.Accepted<>(() -> {})
          : new LoginResult.Rejected<>("no");
    }

    @Override
    public void set(SetRequest<Line, AutoCloseable> request) {
      passwords.put(request.pending().user(), request.pending().password());
    }
  }

  private final Passwords service = new Passwords();
  private final String admin = "admin-" + UUID.randomUUID();
  private DoorSecret secret;

  @BeforeEach
  void aLine() {
    service.passwords.put("me", SecretText.of("current-password"));
    service.passwords.put("root", SecretText.of("root-password"));
    secret = DoorSecret.of(SERVICE.client(), "me@here:current-password " + admin).rotating();
  }

  @Test
  void isRotatedAsOneUser() {
    for (Step step : Step.values()) {
      assertThat(run("single", step)).isNull();
    }

    assertThat(secret.value("AWSCURRENT")).matches("me@here:[^@: ]{32} " + admin);
    assertThat(service.passwords.get("me")).isNotEqualTo(SecretText.of("current-password"));
  }

  @Test
  void isSetByAnAdminWhoseSecretReadsAlike() {
    SERVICE.client().createSecret(r -> r.name(admin).secretString("root@here:root-password x"));

    for (Step step : Step.values()) {
      assertThat(run("admin", step)).isNull();
    }

    assertThat(secret.value("AWSCURRENT")).matches("me@here:[^@: ]{32} " + admin);
  }

  /** Whatever a codec makes of an admin's secret, its host is compared. */
  @Test
  void isSetByNoAdminOfAnotherHost() {
    SERVICE.client().createSecret(r -> r.name(admin).secretString("root@there:root-password x"));
    assertThat(run("admin", Step.CREATE_SECRET)).isNull();

    assertThat(run("admin", Step.SET_SECRET))
        .hasMessage(
            "setSecret of %s: the admin secret %s is for host 'there', but AWSCURRENT names host 'here'. Name the same host in both secrets; the admin's password is sent to no other."
                .formatted(secret.id(), admin));
  }

  @Test
  void doesNotAlternateUnlessItSaysHow() {
    assertThat(run("alternating", Step.CREATE_SECRET))
        .hasMessage(
            "createSecret of %s: credentials of this rotator do not alternate. Set ROTATION_STRATEGY to single or admin."
                .formatted(secret.id()))
        .extracting(RotationException::reason)
        .isEqualTo(Reason.INVALID_CONFIGURATION);
  }

  private RotationException run(String strategy, Step step) {
    Map<String, String> variables =
        Map.of("ROTATION_STRATEGY", strategy, "EXCLUDE_CHARACTERS", "@: ");
    return new Rotation<>(
            service,
            SERVICE.store(),
            new PasswordGenerator(new Random(1)),
            InstantSource.system(),
            Settings.of(variables))
        .run(secret.request(step), Deadline.after(InstantSource.system(), Duration.ofSeconds(30)))
        .failure();
  }
}
