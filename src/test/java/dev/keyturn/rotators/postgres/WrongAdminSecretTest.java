package dev.keyturn.rotators.postgres;

import static dev.keyturn.rotators.postgres.DeployedStack.OWN_KEY;
import static dev.keyturn.rotators.postgres.DeployedStack.SECRETS_ACCOUNT;
import static dev.keyturn.rotators.postgres.DeployedStack.secretArn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.local.events.RotationEventName;
import dev.keyturn.local.events.ServiceEvent;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stack that was deployed with the wrong admin secret says so in one message. It stands in
 * docs/troubleshooting.md.
 */
@ExtendWith(SharedPostgres.class)
class WrongAdminSecretTest {

  @TempDir Path directory;
  private final Database database;
  private DeployedStack stack;

  WrongAdminSecretTest(Database database) {
    this.database = database;
  }

  @BeforeEach
  void deploy() {
    stack =
        new DeployedStack(directory, database, SECRETS_ACCOUNT)
            .parameter("AdminSecretArns", secretArn("admin"));
  }

  @Test
  void theRightOneIsRead() throws Exception {
    ServiceEvent.Rotation end = rotate("admin", admin());

    assertThat(end.state()).as(end.toString()).isEqualTo(RotationEventName.ROTATION_SUCCEEDED);
  }

  /** AdminSecretArns names one, and the user's secret another. */
  @Test
  void anotherThanTheSecretNames() throws Exception {
    assertFails(
        rotate("other-admin", admin()),
        ("the admin secret %s cannot be read: GetSecretValue failed: AccessDeniedException: User:"
                + " arn:aws:sts::123456789012:assumed-role/FunctionRole/keyturn-postgres is not"
                + " authorized to perform: secretsmanager:GetSecretValue on resource: %1$s because no"
                + " identity-based policy allows the secretsmanager:GetSecretValue action. Allow"
                + " secretsmanager:GetSecretValue on the admin secret, and kms:Decrypt on its key, to"
                + " the function's role")
            .formatted(secretArn("other-admin")));
  }

  @Test
  void oneOfAnotherServer() throws Exception {
    assertFails(
        rotate("admin", admin().with("host", "other.example.com")),
        ("the admin secret %s is for host 'other.example.com', but AWSCURRENT names host 'localhost'."
                + " Name the same host in both secrets; the admin's password is sent to no other.")
            .formatted(secretArn("admin")));
  }

  @Test
  void oneWhosePasswordIsOld() throws Exception {
    assertFails(
        rotate("admin", admin().with("password", "old")),
        (" and the admin secret (28P01: password authentication failed for user \"postgres\")."
                + " Correct the password in the admin secret %s")
            .formatted(secretArn("admin")));
  }

  @Test
  void oneOfAUserWhoIsNoAdmin() throws Exception {
    String other = Database.freshName("no_admin");
    database.createUser(other, "its own", "");

    assertFails(
        rotate("admin", SecretJson.of(database, other, "its own")),
        "the admin '%s' may not make '".formatted(other),
        "'; it lacks CREATEROLE",
        ". Run as a superuser: ALTER ROLE \"%s\" CREATEROLE".formatted(other));
  }

  private SecretJson admin() {
    return SecretJson.of(database, "postgres", database.server().password().reveal());
  }

  private ServiceEvent.Rotation rotate(String named, SecretJson admin) throws Exception {
    return stack.user(secretArn(named), OWN_KEY).secret(named, admin, OWN_KEY).rotate("app");
  }

  private static void assertFails(ServiceEvent.Rotation end, String... message) {
    assertThat(end.state()).isEqualTo(RotationEventName.ROTATION_FAILED);
    assertThat(end.cause()).containsSubsequence(message);
  }
}
