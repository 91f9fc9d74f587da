package dev.keyturn.rotators.iam;

import java.util.function.Supplier;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * A key that has proved itself, and the role that may act upon its user.
 *
 * @param client gives the role's client, which lives as long as the function and is made when it is
 *     first needed: two of the four steps do without
 */
record KeySession(Supplier<IamClient> client) implements AutoCloseable {

  IamClient iam() {
    return client.get();
  }

  /** A key is not logged in anywhere: each request is signed. */
  @Override
  public void close() {}
}
