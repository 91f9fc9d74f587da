package dev.keyturn.credential;

import java.util.Locale;

/**
 * Who logs in, and where. Host names compare without regard to case.
 *
 * @param user the user, role or account
 * @param host the host, or whatever else tells one service from another
 */
public record Identity(String user, String host) {

  /** Folds the host's case, as DNS does. */
  public Identity {
    host = host.toLowerCase(Locale.ROOT);
  }

  /**
   * Compares the place only.
   *
   * @param other another identity
   * @return whether both are on one host
   */
  public boolean sameHost(Identity other) {
    return host.equals(other.host);
  }

  @Override
  public String toString() {
    return "user '" + user + "' at host '" + host + "'";
  }
}
