package dev.keyturn.local.secrets;

import java.util.List;

/** The filters of a request, all of which must match. */
record SecretFilters(List<SecretFilter> filters) {

  static SecretFilters of(Parameters request) {
    return new SecretFilters(request.structures("Filters").stream().map(SecretFilter::of).toList());
  }

  boolean match(Secret secret) {
    return filters.stream().allMatch(filter -> filter.matches(secret));
  }
}
