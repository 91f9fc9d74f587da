package dev.keyturn.cli;

import picocli.CommandLine.Help.Ansi;

/**
 * Whether a person sits at the command's input and output. The launcher knows and says it by system
 * properties: since JDK 22 a console of the JVM is no proof.
 */
final class Terminal {

  private Terminal() {}

  static boolean input() {
    return Boolean.getBoolean("keyturn.terminal.input");
  }

  /** Standard output is a terminal on which a line can be overwritten. */
  static boolean output() {
    return Boolean.getBoolean("keyturn.terminal.output") && !"dumb".equals(System.getenv("TERM"));
  }

  /** Colours only for a person who has not declined them, as no-color.org has it. */
  static Ansi colours() {
    String declined = System.getenv("NO_COLOR");
    boolean wanted = output() && (declined == null || declined.isEmpty());
    return wanted ? Ansi.ON : Ansi.OFF;
  }
}
