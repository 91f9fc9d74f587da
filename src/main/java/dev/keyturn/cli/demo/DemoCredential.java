package dev.keyturn.cli.demo;

import dev.keyturn.secret.SecretText;

/**
 * What the demo reads in a secret.
 *
 * @param user the user
 * @param id what the user logs in with besides the password: its name, or an access key's id
 * @param password the password, or what takes its place
 */
record DemoCredential(String user, String id, SecretText password) {

  /** How tables show it. */
  String shown() {
    return user.equals(id) ? user : user + ", " + id;
  }
}
