package dev.keyturn.cli.demo;

import dev.keyturn.cli.demo.LoginClient.Experience;

/** What clients noticed of an act. */
final class Clients {

  private Clients() {}

  static void tell(Experience experience, boolean keepsOldCredential, Claims claims) {
    if (keepsOldCredential) {
      claims.check(
          "a client tried %s meanwhile, and %s".formatted(logins(experience), failed(experience)),
          experience.logins() > 0 && experience.failures() == 0);
      return;
    }
    claims.check(
        "a client tried %s meanwhile, and %s; its longest outage was %d ms"
            .formatted(logins(experience), failed(experience), experience.outage().toMillis()),
        experience.logins() > experience.failures());
  }

  private static String logins(Experience experience) {
    return Words.count(experience.logins(), "login");
  }

  private static String failed(Experience experience) {
    return experience.failures() == 0 ? "none failed" : experience.failures() + " failed";
  }
}
