package dev.keyturn.rotators.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A user as a server has it.
 *
 * @param withoutPassword whether any password logs in ({@code nopass})
 * @param hashes SHA-256 of each password that logs in
 */
record AclUser(boolean withoutPassword, List<String> hashes) {

  AclUser {
    hashes = List.copyOf(hashes);
  }

  /** From the answer to ACL GETUSER: names and values in turn; newer servers add more of them. */
  static Optional<AclUser> of(Object answer) {
    if (!(answer instanceof List<?> fields)) {
      return Optional.empty();
    }
    List<String> flags = List.of();
    List<String> hashes = List.of();
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      switch (Reply.text(fields.get(i))) {
        case "flags" -> flags = texts(fields.get(i + 1));
        case "passwords" -> hashes = texts(fields.get(i + 1));
        default -> {}
      }
    }
    return Optional.of(new AclUser(flags.contains("nopass"), hashes));
  }

  private static List<String> texts(Object value) {
    List<String> texts = new ArrayList<>();
    if (value instanceof Iterable<?> elements) {
      elements.forEach(element -> texts.add(Reply.text(element)));
    }
    return texts;
  }
}
