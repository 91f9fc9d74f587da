package dev.keyturn.credential;

import java.util.stream.Collectors;

/** The types of character that GetRandomPassword tells apart, with the characters of each. */
enum CharacterType {
  LOWERCASE("abcdefghijklmnopqrstuvwxyz"),
  UPPERCASE("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
  NUMBER("0123456789"),
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
