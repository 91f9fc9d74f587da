package dev.keyturn.local.secrets;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** ListSecretVersionIds, deprecated versions only when asked for. */
final class ListSecretVersionIds implements Operation {

  private static final long PAGE = 100;

  /** How AWS calls the account's own key here. */
  private static final String DEFAULT_KEY = "DefaultEncryptionKey";

  private final Backend backend;

  ListSecretVersionIds(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    Secret secret = backend.find(scope, request.required("SecretId"));
    boolean deprecated = request.flag("IncludeDeprecated");
    List<Version> versions =
        secret.versions().all().stream()
            .filter(version -> deprecated || !secret.versions().labelsOf(version.id()).isEmpty())
            .toList();
    Page<Version> page = Page.of(versions, SecretOrder.ofVersions(secret.arn()), request, PAGE);
    return Answer.of(secret)
        .with("Versions", page.entries().stream().map(version -> entry(secret, version)).toList())
        .with("NextToken", page.next())
        .members();
  }

  /** A deprecated version has no {@code VersionStages} at all, not an empty list. */
  private static Map<String, Object> entry(Secret secret, Version version) {
    List<String> labels = secret.versions().labelsOf(version.id());
    return new Answer()
        .with("KmsKeyIds", keys(secret, version))
        .with("VersionId", version.id())
        .with("VersionStages", labels.isEmpty() ? null : labels)
        .at("CreatedDate", version.created())
        .at(
            "LastAccessedDate",
            version.accessed() == null ? null : version.accessed().truncatedTo(ChronoUnit.DAYS))
        .members();
  }

  /** A version without a value has nothing that is encrypted. */
  private static @Nullable List<String> keys(Secret secret, Version version) {
    if (version.payload() == null) {
      return null;
    }
    return List.of(secret.kmsKeyId() == null ? DEFAULT_KEY : secret.kmsKeyId());
  }
}
