package dev.keyturn.local.secrets;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** DescribeSecret, which also works on a secret that is marked for deletion. */
final class DescribeSecret implements Operation {

  private final Backend backend;

  DescribeSecret(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    Secret secret = backend.find(scope, request.required("SecretId"));
    return described(secret)
        .with("VersionIdsToStages", stages(secret.versions()))
        .with("ReplicationStatus", replicationStatus(secret))
        .members();
  }

  private @Nullable List<Map<String, Object>> replicationStatus(Secret secret) {
    return secret.replication() instanceof Replication.Primary
        ? new ReplicationStatus(backend).of(secret)
        : null;
  }

  /** What DescribeSecret and ListSecrets tell alike. */
  static Answer described(Secret secret) {
    Answer answer =
        Answer.of(secret)
            .with("Description", secret.description())
            .with("KmsKeyId", secret.kmsKeyId())
            .at("CreatedDate", secret.created())
            .at("LastChangedDate", secret.changed())
            .at("LastAccessedDate", midnight(secret.accessed()))
            .with("Tags", Tags.list(secret.tags()))
            .with("PrimaryRegion", secret.primaryRegion().orElse(null));
    if (secret.external() != null) {
      secret.external().addTo(answer);
    }
    if (secret.deletion() != null) {
      answer.at("DeletedDate", secret.deletion().due());
    }
    RotationState rotation = secret.rotation();
    if (rotation != null) {
      answer
          .with("RotationEnabled", rotation.enabled())
          .with("RotationLambdaARN", rotation.functionArn())
          .with("RotationRules", rotation.rules() == null ? null : rotation.rules().describe())
          .at("LastRotatedDate", rotation.lastRotated())
          .at("NextRotationDate", rotation.next() == null ? null : rotation.next().lastSecond());
    }
    return answer;
  }

  private static @Nullable Instant midnight(@Nullable Instant time) {
    return time == null ? null : time.truncatedTo(ChronoUnit.DAYS);
  }

  static @Nullable Map<String, List<String>> stages(Versions versions) {
    Map<String, List<String>> stages = new TreeMap<>();
    for (Version version : versions.all()) {
      List<String> labels = versions.labelsOf(version.id());
      if (!labels.isEmpty()) {
        stages.put(version.id(), labels);
      }
    }
    return stages.isEmpty() ? null : stages;
  }
}
