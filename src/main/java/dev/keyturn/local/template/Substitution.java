package dev.keyturn.local.template;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code Fn::Sub}: a text with names in it. */
final class Substitution {

  /** {@code ${Name}}, and {@code ${!Name}} for the literal {@code ${Name}}. */
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(!?)([^}]*)}");

  private final Intrinsics intrinsics;

  Substitution(Intrinsics intrinsics) {
    this.intrinsics = intrinsics;
  }

  String of(@Nullable Object argument) {
    if (!(argument instanceof List<?>)) {
      return replaced(intrinsics.text(argument), Map.of());
    }
    List<?> arguments = Arguments.exactly(2, "Fn::Sub", argument);
    return replaced(intrinsics.text(arguments.get(0)), TemplateYaml.mapping(arguments.get(1)));
  }

  private String replaced(String text, Map<?, ?> own) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    match.group(1).isEmpty()
                        ? value(match.group(2).strip(), own)
                        : "${" + match.group(2) + "}"));
  }

  private String value(String name, Map<?, ?> own) {
    if (own.containsKey(name)) {
      return intrinsics.text(own.get(name));
    }
    return intrinsics.text(Map.of(name.contains(".") ? "Fn::GetAtt" : "Ref", name));
  }
}
