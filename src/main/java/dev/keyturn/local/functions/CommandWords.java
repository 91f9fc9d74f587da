package dev.keyturn.local.functions;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words of a command, quoted as a shell has it and with nothing else that a shell does: no
 * variables, patterns or operators.
 *
 * @see <a
 *     href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02">POSIX,
 *     Quoting</a>
 */
final class CommandWords {

  private static final char NONE = 0;

  /** What a backslash takes the meaning from inside double quotes; before others it stays. */
  private static final String ESCAPED_IN_QUOTES = "$`\"\\\n";

  private final String text;
  private final List<String> words = new ArrayList<>();
  private @Nullable StringBuilder word;
  private char quote = NONE;

  private CommandWords(String text) {
    this.text = text;
  }

  static List<String> split(String text) {
    return new CommandWords(text).split();
  }

  private List<String> split() {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quote != '\'') {
        i++;
        escaped(i);
      } else if (quote == NONE && (c == '\'' || c == '"')) {
        quote = c;
        word();
      } else if (quote != NONE && c == quote) {
        quote = NONE;
      } else if (quote == NONE && Character.isWhitespace(c)) {
        end();
      } else {
        word().append(c);
      }
    }
    if (quote != NONE) {
      throw wrong("opens a %c that it does not close".formatted(quote));
    }
    end();
    return words;
  }

  private void escaped(int position) {
    if (position == text.length()) {
      throw wrong("ends with a backslash");
    }
    char c = text.charAt(position);
    if (quote == '"' && ESCAPED_IN_QUOTES.indexOf(c) < 0) {
      word().append('\\');
    }
    if (c != '\n') {
      word().append(c);
    }
  }

  /** A word begins with its first character or quote, so that '' is one. */
  private StringBuilder word() {
    if (word == null) {
      word = new StringBuilder();
    }
    return word;
  }

  private void end() {
    if (word != null) {
      words.add(word.toString());
      word = null;
    }
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("function target 'command:%s' %s".formatted(text, what));
  }
}
