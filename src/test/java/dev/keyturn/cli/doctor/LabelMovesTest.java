package dev.keyturn.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.testkit.SecretsManagerExtension;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Labels that moved after they were looked at. */
class LabelMovesTest {

  private static final String OLD = "00000000-0000-4000-8000-000000000001";
  private static final String NEW = "00000000-0000-4000-8000-000000000002";

  @RegisterExtension static final SecretsManagerExtension SERVICE = new SecretsManagerExtension();

  private SecretsManagerClient client;
  private String id;

  @BeforeEach
  void create() {
    client = SERVICE.client();
    id = "app-" + UUID.randomUUID();
    client.createSecret(r -> r.name(id).clientRequestToken(OLD).secretString("old"));
    client.putSecretValue(
        r ->
            r.secretId(id).clientRequestToken(NEW).secretString("new").versionStages("AWSPENDING"));
  }

  @Test
  void aLabelThatIsElsewhereIsNotMoved() {
    assertThatThrownBy(() -> moves().make(new Repair.Move(NEW, NEW.replace('2', '3'), NEW, "")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "labels moved meanwhile, so that nothing was changed: Secrets Manager can't find the"
                + " specified secret value for VersionId: "
                + NEW.replace('2', '3'));
    assertThatThrownBy(() -> moves().make(new Repair.TakeOff(OLD, "")))
        .hasMessageStartingWith("labels moved meanwhile, so that nothing was changed: ")
        .hasMessageContaining("AWSPENDING is currently attached to version " + NEW);
    assertThat(holder("AWSCURRENT")).isEqualTo(OLD);
    assertThat(holder("AWSPENDING")).isEqualTo(NEW);
  }

  @Test
  void aPendingLabelThatIsGoneIsSaidToBeLeftAlone() {
    client.updateSecretVersionStage(
        r ->
            r.secretId(id)
                .versionStage("AWSPENDING")
                .removeFromVersionId(NEW)
                .moveToVersionId(OLD));

    assertThatThrownBy(() -> moves().make(new Repair.Move(OLD, NEW, NEW, "")))
        .hasMessageStartingWith(
            "labels moved meanwhile, so that AWSCURRENT was moved to version %s and AWSPENDING left alone: "
                .formatted(NEW));
    assertThat(holder("AWSCURRENT")).isEqualTo(NEW);
    assertThat(holder("AWSPENDING")).isEqualTo(OLD);
  }

  private LabelMoves moves() {
    return new LabelMoves(client, id);
  }

  private String holder(String label) {
    return Labels.of(client.describeSecret(r -> r.secretId(id))).holder(label).orElseThrow();
  }
}
