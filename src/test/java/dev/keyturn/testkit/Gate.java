package dev.keyturn.testkit;

/** Stands before and after everything that a rotation function does. */
@FunctionalInterface
interface Gate {

  /** Lets everybody through. */
  Gate OPEN = point -> {};

  /**
   * Lets a process through, holds it for a while, or ends it.
   *
   * @param point what it is about to do, or has just done
   */
  void at(String point);
}
