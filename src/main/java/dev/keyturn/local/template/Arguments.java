package dev.keyturn.local.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a function of a template is given. */
final class Arguments {

  private Arguments() {}

  static List<?> exactly(int number, String function, @Nullable Object argument) {
    if (argument instanceof List<?> list && list.size() == number) {
      return list;
    }
    throw new UnresolvedException("%s takes a list of %d".formatted(function, number));
  }
}
