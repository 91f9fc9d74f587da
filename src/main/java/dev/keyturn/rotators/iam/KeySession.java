package dev.keyturn.rotators.iam;

import software.amazon.awssdk.services.iam.IamClient;

/**
 * A key that has proved itself, and the role that may act upon its user.
 *
 * @param iam the role's client, which lives as long as the function
 */
record KeySession(IamClient iam) implements AutoCloseable {

  /** A key is not logged in anywhere: each request is signed. */
  @Override
  public void close() {}
}
