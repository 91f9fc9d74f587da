package dev.keyturn.local.template;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code Fn::Join}, {@code Fn::Split} and {@code Fn::Select}. */
final class ListFunctions {

  private final Intrinsics intrinsics;

  ListFunctions(Intrinsics intrinsics) {
    this.intrinsics = intrinsics;
  }

  String join(@Nullable Object argument) {
    List<?> arguments = Arguments.exactly(2, "Fn::Join", argument);
    return list(arguments.get(1)).stream()
        .map(intrinsics::text)
        .collect(Collectors.joining(intrinsics.text(arguments.get(0))));
  }

  List<String> split(@Nullable Object argument) {
    List<?> arguments = Arguments.exactly(2, "Fn::Split", argument);
    String separator = Pattern.quote(intrinsics.text(arguments.get(0)));
    return List.of(intrinsics.text(arguments.get(1)).split(separator, -1));
  }

  String select(@Nullable Object argument) {
    List<?> arguments = Arguments.exactly(2, "Fn::Select", argument);
    String index = intrinsics.text(arguments.get(0));
    List<?> values = list(arguments.get(1));
    for (int i = 0; i < values.size(); i++) {
      if (index.equals(Integer.toString(i))) {
        return intrinsics.text(values.get(i));
      }
    }
    throw new UnresolvedException(
        "there is no element %s in a list of %d".formatted(index, values.size()));
  }

  private List<?> list(@Nullable Object value) {
    if (intrinsics.resolve(value) instanceof List<?> list) {
      return list;
    }
    throw new UnresolvedException("a text stands where a list is needed");
  }
}
