package dev.keyturn.credential;

import dev.keyturn.secret.SecretText;
import java.util.random.RandomGenerator;

/**
 * Makes passwords that a policy allows, all of them equally likely. As thread-safe as its source.
 */
public final class PasswordGenerator {

  private final RandomGenerator random;

  /**
   * Takes the source of randomness.
   *
   * @param random a cryptographic generator, except in tests
   */
  public PasswordGenerator(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Makes a password.
   *
   * @param policy what it must look like
   * @return a new password
   */
  public SecretText generate(PasswordPolicy policy) {
    String alphabet = policy.alphabet();
    char[] password = new char[policy.length()];
    // Drawing again until every type occurs keeps all allowed passwords equally likely, which
    // placing one of each type first would not.
    do {
      for (int i = 0; i < password.length; i++) {
        password[i] = alphabet.charAt(random.nextInt(alphabet.length()));
      }
    } while (!hasEachType(password, policy));
    return SecretText.of(new String(password));
  }

  private static boolean hasEachType(char[] password, PasswordPolicy policy) {
    String text = new String(password);
    return policy.required().stream()
        .allMatch(type -> text.chars().anyMatch(character -> type.indexOf(character) >= 0));
  }
}
