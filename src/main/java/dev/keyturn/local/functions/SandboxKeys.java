package dev.keyturn.local.functions;

import dev.keyturn.secret.SecretText;

/**
 * The keys of the role that a sandbox runs under, as Lambda gives them.
 *
 * @param accessKeyId the role's key
 * @param secretAccessKey what it signs with
 * @param sessionToken names the sandbox
 * @param end makes the token an expired one
 */
public record SandboxKeys(
    String accessKeyId, SecretText secretAccessKey, SecretText sessionToken, Runnable end)
    implements AutoCloseable {

  /** Ends the session: whatever outlives the sandbox cannot call any more. */
  @Override
  public void close() {
    end.run();
  }
}
