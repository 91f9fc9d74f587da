package dev.keyturn.rotators.iam;

import dev.keyturn.secret.Deadline;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.AccessKeyLastUsed;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

/**
 * The access keys of one user.
 *
 * @param iam the role that may act upon them
 * @param user the user's name
 * @param deadline when every call has to be over
 */
record UserKeys(IamClient iam, String user, Deadline deadline) {

  private void limit(AwsRequestOverrideConfiguration.Builder settings) {
    settings.apiCallTimeout(AwsClients.timeout(deadline));
  }

  List<AccessKeyMetadata> list() {
    return Answer.to(
        "iam:ListAccessKeys",
        user,
        () ->
            iam
                .listAccessKeysPaginator(
                    request -> request.userName(user).overrideConfiguration(this::limit))
                .accessKeyMetadata()
                .stream()
                .toList());
  }

  AccessKey create() {
    return Answer.to(
        "iam:CreateAccessKey",
        user,
        () ->
            iam.createAccessKey(
                    request -> request.userName(user).overrideConfiguration(this::limit))
                .accessKey());
  }

  /** A key that is gone was deleted by another invocation, or by the lost answer to this call. */
  void delete(String id) {
    Answer.to(
        "iam:DeleteAccessKey",
        user,
        () -> {
          try {
            iam.deleteAccessKey(
                request ->
                    request.userName(user).accessKeyId(id).overrideConfiguration(this::limit));
          } catch (NoSuchEntityException e) {
            return false;
          }
          return true;
        });
  }

  /** When and where a key was used last; empty if it never was, or is gone. */
  Optional<AccessKeyLastUsed> lastUse(String id) {
    return Answer.to(
            "iam:GetAccessKeyLastUsed",
            user,
            () -> {
              try {
                return Optional.ofNullable(
                    iam.getAccessKeyLastUsed(
                            request -> request.accessKeyId(id).overrideConfiguration(this::limit))
                        .accessKeyLastUsed());
              } catch (NoSuchEntityException e) {
                return Optional.<AccessKeyLastUsed>empty();
              }
            })
        .filter(use -> use.lastUsedDate() != null);
  }
}
