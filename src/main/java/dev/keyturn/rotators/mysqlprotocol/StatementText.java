package dev.keyturn.rotators.mysqlprotocol;

import java.util.ArrayList;
import java.util.List;

/** Finds words in a statement that the server wrote, past everything that is quoted. */
final class StatementText {

  private final String text;

  StatementText(String text) {
    this.text = text;
  }

  /** Where a word begins that is neither quoted nor in brackets; -1 if it does not occur. */
  int find(String word, int from) {
    int depth = 0;
    for (int i = from; i < text.length(); i++) {
      if (depth == 0 && text.startsWith(word, i)) {
        return i;
      }
      char character = text.charAt(i);
      if (isQuote(character)) {
        i = endOfQuoted(i);
      } else if (character == '(') {
        depth++;
      } else if (character == ')') {
        depth--;
      }
    }
    return -1;
  }

  /** The parts between commas. */
  List<String> parts() {
    List<String> parts = new ArrayList<>();
    int begin = 0;
    for (int comma = find(",", 0); comma >= 0; comma = find(",", begin)) {
      parts.add(text.substring(begin, comma).strip());
      begin = comma + 1;
    }
    parts.add(text.substring(begin).strip());
    return parts;
  }

  /** Where the quoted text that begins here ends; a quote within is written twice. */
  private int endOfQuoted(int begin) {
    char quote = text.charAt(begin);
    int end = text.indexOf(quote, begin + 1);
    while (end >= 0 && end + 1 < text.length() && text.charAt(end + 1) == quote) {
      end = text.indexOf(quote, end + 2);
    }
    return end < 0 ? text.length() : end;
  }

  private static boolean isQuote(char character) {
    return character == '`' || character == '\'' || character == '"';
  }
}
