package dev.keyturn.rotators.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A parameter's value as the catalogue stores it, turned into what SET takes.
 *
 * <p>Lists are stored with their elements quoted as identifiers; each becomes a literal again, as
 * pg_dump does it. A role chooses its own values, so none may get into a statement unquoted.
 */
final class ParameterValue {

  /** Extensions cannot add to these; the source is guc_tables.c, GUC_LIST_QUOTE. */
  private static final Set<String> LISTS =
      Set.of(
          "local_preload_libraries",
          "search_path",
          "session_preload_libraries",
          "shared_preload_libraries",
          "temp_tablespaces",
          "unix_socket_directories");

  private ParameterValue() {}

  static String literals(String parameter, String stored) {
    if (!LISTS.contains(parameter.toLowerCase(Locale.ROOT))) {
      return Sql.literal(stored);
    }
    List<String> elements = elements(stored);
    return elements.isEmpty()
        ? "''"
        : elements.stream().map(Sql::literal).collect(Collectors.joining(", "));
  }

  private static List<String> elements(String list) {
    List<String> elements = new ArrayList<>();
    StringBuilder element = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < list.length(); i++) {
      char character = list.charAt(i);
      if (character == '"') {
        boolean doubled = quoted && i + 1 < list.length() && list.charAt(i + 1) == '"';
        if (doubled) {
          element.append(character);
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (character == ',' && !quoted) {
        elements.add(element.toString());
        element.setLength(0);
      } else if (quoted || !Character.isWhitespace(character)) {
        element.append(character);
      }
    }
    if (!list.isBlank()) {
      elements.add(element.toString());
    }
    return elements;
  }
}
