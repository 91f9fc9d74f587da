package dev.keyturn.cli.demo;

/** Everything that the demo claims; it succeeds only if all of it was checked and holds. */
final class Claims {

  private final Timeline timeline;
  private boolean all = true;

  Claims(Timeline timeline) {
    this.timeline = timeline;
  }

  void check(String text, boolean holds) {
    all &= holds;
    timeline.claim(text, holds);
  }

  boolean allHold() {
    return all;
  }
}
