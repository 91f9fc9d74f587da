package dev.keyturn.local.secrets;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Texts as the search of AWS reads them: words of letters or of numbers, a capital before a small
 * letter begins another, case does not matter.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_search-secret.html">Find
 *     secrets</a>
 */
final class Words {

  private static final String PUNCTUATION = "[^\\p{L}\\p{N}]+";
  private static final String LETTER_TO_NUMBER = "(?<=\\p{L})(?=\\p{N})|(?<=\\p{N})(?=\\p{L})";
  private static final String CAPITAL = "(?<=\\p{L})(?=\\p{Lu}\\p{Ll})";
  private static final String SMALL_TO_CAPITAL = "(?<=\\p{Ll})(?=\\p{Lu})";
  private static final String BETWEEN =
      String.join("|", PUNCTUATION, LETTER_TO_NUMBER, CAPITAL, SMALL_TO_CAPITAL);

  private Words() {}

  /** Whether every word that is wanted begins a word of the texts, and there is one at all. */
  static boolean begin(Collection<String> texts, String wanted) {
    List<String> words = texts.stream().flatMap(text -> of(text).stream()).toList();
    List<String> beginnings = of(wanted);
    return !beginnings.isEmpty()
        && beginnings.stream()
            .allMatch(beginning -> words.stream().anyMatch(word -> word.startsWith(beginning)));
  }

  private static List<String> of(String text) {
    return Arrays.stream(text.split(BETWEEN, -1))
        .filter(word -> !word.isEmpty())
        .map(word -> word.toLowerCase(Locale.ROOT))
        .toList();
  }
}
