package dev.keyturn.cli.doctor;

import java.util.function.Consumer;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretVersionStageRequest;

/**
 * Moves labels. Every move names the version that has the label, so that the service refuses one
 * that comes too late.
 *
 * @param client moves them
 * @param id name or ARN of the secret
 */
record LabelMoves(SecretsManagerClient client, String id) {

  void make(Repair.TakeOff repair) {
    update(
        r -> r.versionStage(Labels.PENDING).removeFromVersionId(repair.version()),
        "nothing was changed");
  }

  void make(Repair.Move repair) {
    update(
        r ->
            r.versionStage(Labels.CURRENT)
                .removeFromVersionId(repair.from())
                .moveToVersionId(repair.to()),
        "nothing was changed");
    if (repair.pending() != null) {
      update(
          r -> r.versionStage(Labels.PENDING).removeFromVersionId(repair.pending()),
          "AWSCURRENT was moved to version %s and AWSPENDING left alone".formatted(repair.to()));
    }
  }

  private void update(Consumer<UpdateSecretVersionStageRequest.Builder> move, String state) {
    try {
      client.updateSecretVersionStage(r -> r.secretId(id).applyMutation(move));
    } catch (InvalidParameterException | InvalidRequestException | ResourceNotFoundException e) {
      throw late(e, state);
    }
  }

  private static IllegalStateException late(SecretsManagerException e, String state) {
    return new IllegalStateException(
        "labels moved meanwhile, so that %s: %s"
            .formatted(state, e.awsErrorDetails().errorMessage()),
        e);
  }
}
