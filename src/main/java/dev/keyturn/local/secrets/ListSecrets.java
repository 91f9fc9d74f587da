package dev.keyturn.local.secrets;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
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
    Instant now = backend.now();
    boolean planned = request.flag("IncludePlannedDeletion");
    List<SecretFilter> filters =
        request.structures("Filters").stream().map(SecretFilter::of).toList();
    List<Secret> secrets =
        new ArrayList<>(
            backend.repository().list(scope).stream()
                .filter(secret -> !Backend.dueBy(secret, now))
                .filter(secret -> planned || secret.deletion() == null)
                .filter(secret -> filters.stream().allMatch(filter -> filter.matches(secret)))
                .toList());
    if (request.text("SortOrder").filter("desc"::equals).isPresent()) {
      Collections.reverse(secrets);
    }
    Page<Secret> page = Page.of(secrets, secret -> secret.key().name(), request, PAGE);
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
