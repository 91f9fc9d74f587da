package dev.keyturn.credential;

import java.util.stream.Collectors;

/** The types of character that GetRandomPassword tells apart, with the characters of each. */
public enum CharacterType {
  /** a to z. */
  LOWERCASE("lowercase letter", "abcdefghijklmnopqrstuvwxyz"),
  /** A to Z. */
  UPPERCASE("uppercase letter", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
  /** 0 to 9. */
  NUMBER("number", "0123456789"),
  /** The other printable characters of ASCII, without the space. */
  PUNCTUATION("punctuation mark", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

  private final String words;
  private final String characters;

  CharacterType(String words, String characters) {
    this.words = words;
    this.characters = characters;
  }

  /** Names one of them in a message. */
  String words() {
    return words;
  }

  String without(String excluded) {
    return characters
        .chars()
        .filter(character -> excluded.indexOf(character) < 0)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }
}
