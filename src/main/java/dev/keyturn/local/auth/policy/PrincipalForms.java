package dev.keyturn.local.auth.policy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the names of principals in a policy that is well formed otherwise. */
final class PrincipalForms {

  /** An account, an ARN of who may sign requests, or what is left of one that was deleted. */
  private static final Pattern AWS =
      Pattern.compile(
          "\\*|\\d{12}"
              + "|arn:aws[a-z-]*:iam::\\d{12}:(root|user/.+|role/.+)"
              + "|arn:aws[a-z-]*:sts::\\d{12}:(assumed-role/.+|federated-user/.+)"
              + "|A(IDA|ROA)[A-Z0-9]{12,}");

  private static final Pattern SERVICE =
      Pattern.compile("\\*|[a-z0-9-]+(\\.[a-z0-9-]+)*\\.amazonaws\\.com(\\.cn)?");

  private PrincipalForms() {}

  static void check(@Nullable Object json) throws PolicyFormatException {
    Object statements = ((Map<?, ?>) Objects.requireNonNull(json)).get("Statement");
    for (Object statement : statements instanceof List<?> list ? list : listOf(statements)) {
      Map<?, ?> elements = (Map<?, ?>) statement;
      check(elements.get("Principal"), "AWS", AWS, "an unsupported principal");
      check(elements.get("NotPrincipal"), "AWS", AWS, "an unsupported principal");
      check(elements.get("Principal"), "Service", SERVICE, "an invalid service principal");
      check(elements.get("NotPrincipal"), "Service", SERVICE, "an invalid service principal");
    }
  }

  private static void check(@Nullable Object element, String type, Pattern form, String otherwise)
      throws PolicyFormatException {
    Object names = element instanceof Map<?, ?> byType ? byType.get(type) : null;
    for (Object name : names instanceof List<?> list ? list : listOf(names)) {
      if (!form.matcher(String.valueOf(name)).matches()) {
        throw new PolicyFormatException("This resource policy contains " + otherwise + ".");
      }
    }
  }

  private static List<Object> listOf(@Nullable Object item) {
    return item == null ? List.of() : List.of(item);
  }
}
