package dev.keyturn.local.secrets;

import dev.keyturn.credential.CharacterType;
import dev.keyturn.credential.PasswordGenerator;
import dev.keyturn.credential.PasswordPolicy;
import dev.keyturn.local.model.ApiException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** GetRandomPassword. */
final class GetRandomPassword implements Operation {

  private static final long DEFAULT_LENGTH = 32;

  private final Backend backend;

  GetRandomPassword(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    return Map.of(
        "RandomPassword",
        new PasswordGenerator(backend.random()).generate(policy(request)).reveal());
  }

  private static PasswordPolicy policy(Parameters request) {
    try {
      return PasswordPolicy.of(
          request.number("PasswordLength").orElse(DEFAULT_LENGTH).intValue(),
          types(request),
          request.flag("IncludeSpace"),
          request.text("ExcludeCharacters").orElse(""),
          request.flag("RequireEachIncludedType", true));
    } catch (IllegalArgumentException e) {
      throw ApiException.invalidParameter(
          "No password of this length can be made of the characters that are left: the request "
              + e.getMessage()
              + ".");
    }
  }

  private static Set<CharacterType> types(Parameters request) {
    Set<CharacterType> types = EnumSet.noneOf(CharacterType.class);
    Map.of(
            "ExcludeLowercase", CharacterType.LOWERCASE,
            "ExcludeUppercase", CharacterType.UPPERCASE,
            "ExcludeNumbers", CharacterType.NUMBER,
            "ExcludePunctuation", CharacterType.PUNCTUATION)
        .forEach(
            (name, type) -> {
              if (!request.flag(name)) {
                types.add(type);
              }
            });
    return types;
  }
}
