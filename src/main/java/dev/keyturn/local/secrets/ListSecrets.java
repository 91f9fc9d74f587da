package dev.keyturn.local.secrets;

import java.util.List;
import java.util.Map;

/** ListSecrets. */
final class ListSecrets implements Operation {

  private static final long PAGE = 100;

  private final Backend backend;

  ListSecrets(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    boolean planned = request.flag("IncludePlannedDeletion");
    SecretFilters filters = SecretFilters.of(request);
    List<Secret> secrets =
        backend.list(scope).stream()
            .filter(secret -> planned || secret.deletion() == null)
            .filter(filters::match)
            .toList();
    Page<Secret> page = Page.of(secrets, SecretOrder.of(request), request, PAGE);
    return new Answer()
        .with("SecretList", page.entries().stream().map(ListSecrets::entry).toList())
        .with("NextToken", page.next())
        .members();
  }

  private static Map<String, Object> entry(Secret secret) {
    return DescribeSecret.described(secret)
        .with("SecretVersionsToStages", DescribeSecret.stages(secret.versions()))
        .members();
  }
}
