package dev.keyturn.cli.demo;

/** Numbers in sentences. */
final class Words {

  private Words() {}

  /** "1 login", "2 logins", "no logins". */
  static String count(int number, String noun) {
    String shown = number == 0 ? "no" : String.valueOf(number);
    return shown + " " + noun + (number == 1 ? "" : "s");
  }
}
