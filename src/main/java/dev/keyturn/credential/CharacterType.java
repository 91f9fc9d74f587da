package dev.keyturn.credential;

import java.util.stream.Collectors;

/** The types of character that GetRandomPassword tells apart, with the characters of each. */
public enum CharacterType {
  /** a to z. */
  LOWERCASE("abcdefghijklmnopqrstuvwxyz"),
  /** A to Z. */
  UPPERCASE("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
  /** 0 to 9. */
  NUMBER("0123456789"),
  /** The other printable characters of ASCII, without the space. */
  PUNCTUATION("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

  private final String characters;

  CharacterType(String characters) {
    this.characters = characters;
  }

  String without(String excluded) {
    return characters
        .chars()
        .filter(character -> excluded.indexOf(character) < 0)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }
}
