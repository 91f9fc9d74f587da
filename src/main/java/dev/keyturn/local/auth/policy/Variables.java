package dev.keyturn.local.auth.policy;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values of {@code ${…}} in policies since version 2012-10-17.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html">Policy
 *     variables</a>
 */
final class Variables {

  private static final Pattern WITH_DEFAULT = Pattern.compile("(.+?)\\s*,\\s*'(.*)'");

  private final @Nullable AccessRequest request;

  private Variables(@Nullable AccessRequest request) {
    this.request = request;
  }

  static Variables of(AccessRequest request) {
    return new Variables(request);
  }

  /** For older policies, where the characters are only themselves. */
  static Variables none() {
    return new Variables(null);
  }

  boolean known() {
    return request != null;
  }

  /** Empty for a key that the request does not have, or has several values of. */
  Optional<String> value(String name) {
    if (List.of("*", "?", "$").contains(name)) {
      return Optional.of(name);
    }
    Matcher fallback = WITH_DEFAULT.matcher(name);
    boolean hasDefault = fallback.matches();
    List<String> values =
        request == null ? List.of() : request.values(hasDefault ? fallback.group(1) : name);
    if (values.size() == 1) {
      return Optional.of(values.get(0));
    }
    return hasDefault ? Optional.of(fallback.group(2)) : Optional.empty();
  }
}
