package dev.keyturn.local.secrets;

import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** ListSecretVersionIds, deprecated versions only when asked for. */
final class ListSecretVersionIds implements Operation {

  private static final long PAGE = 100;

  /** What stands here for the account's own key. */
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
            .sorted(Comparator.comparing(Version::created).reversed())
            .toList();
    Page<Version> page = Page.of(versions, Version::id, request, PAGE);
    return Answer.of(secret)
        .with("Versions", page.entries().stream().map(version -> entry(secret, version)).toList())
        .with("NextToken", page.next())
        .members();
  }

  /** A deprecated version has no {@code VersionStages} at all, not an empty list. */
  private static Map<String, Object> entry(Secret secret, Version version) {
    List<String> labels = secret.versions().labelsOf(version.id());
    String key = secret.kmsKeyId() == null ? DEFAULT_KEY : secret.kmsKeyId();
    return new Answer()
        .with("VersionId", version.id())
        .with("VersionStages", labels.isEmpty() ? null : labels)
        .with("KmsKeyIds", List.of(key))
        .at("CreatedDate", version.created())
        .at(
            "LastAccessedDate",
            version.accessed() == null ? null : version.accessed().truncatedTo(ChronoUnit.DAYS))
        .members();
  }
}
