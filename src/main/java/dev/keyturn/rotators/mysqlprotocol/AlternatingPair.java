package dev.keyturn.rotators.mysqlprotocol;

/**
 * Two users who take turns: the one whose privileges count, and the one that is made like it.
 *
 * <p>The server does not know that the two belong together. That {@code app_clone} is the alternate
 * of {@code app} follows from the names, whichever is current, so it loses what {@code app} does
 * not have. Of other pairs the current user counts, and the other one must not be able to do more:
 * else whoever may write the secret could name any user, and have the admin take it over.
 *
 * @param original the user whose privileges count
 * @param alternate the user that is made like it
 * @param strict whether the alternate loses what it has too much
 */
record AlternatingPair(String original, String alternate, boolean strict) {

  private static final String SUFFIX = "_clone";

  static AlternatingPair of(String current, String pending) {
    boolean pendingIsOriginal = current.equals(pending + SUFFIX);
    boolean strict = pendingIsOriginal || pending.equals(current + SUFFIX);
    return pendingIsOriginal
        ? new AlternatingPair(pending, current, strict)
        : new AlternatingPair(current, pending, strict);
  }
}
