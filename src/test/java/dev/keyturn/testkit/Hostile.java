package dev.keyturn.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keyturn.credential.Credential;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import java.util.List;
import java.util.UUID;

/** Names and passwords that would end a quotation, a format, a path or a URL if they were let. */
final class Hostile<C extends Credential<C>> {

  static final List<String> NAMES =
      List.of(
          "it's",
          "a \"quoted\" name",
          "back\\slash\\",
          "semi; colon --",
          "100%s %d %",
          "${HOME} {} {0} $1",
          "me@host:5432/path?ssl=false&user=root#x",
          "Upper And Lower",
          "naïve 漢字 😀",
          "é".repeat(25));

  static final List<String> PASSWORDS =
      List.of(
          "'; DROP USER root; --",
          "\\'\"\\\"",
          "100%s %n %d",
          "${HOME} $$ {0} {} $1",
          "a@b:c/d?e=f&g=h#i",
          " space around ",
          "pässwörd 漢字 😀",
          "Aa1-".repeat(32));

  private final RotatorContract<C> contract;
  private final Cases cases;

  Hostile(RotatorContract<C> contract, Cases cases) {
    this.contract = contract;
    this.cases = cases;
  }

  Cases names() {
    for (String name : contract.hostileNames()) {
      cases.add("user name " + name, () -> name(name));
    }
    return cases;
  }

  private void name(String name) throws Exception {
    String user = name + RotatorContract.number();
    try (Trial<C> trial = contract.trial(user, "First" + UUID.randomUUID())) {
      trial.rotate();
      trial.rotate();
      assertEquals(
          user, trial.credential(StagingLabel.CURRENT).orElseThrow().identity().user(), "the user");
      trial.assertWellBehaved();
    }
  }

  Cases passwords() {
    for (String password : contract.hostilePasswords()) {
      cases.add("logging in with password " + password, () -> starting(password));
      cases.add("setting password " + password, () -> pending(password));
    }
    return cases;
  }

  private void starting(String password) throws Exception {
    try (Trial<C> trial = contract.trial(RotatorContract.user(), password)) {
      trial.rotate();
      trial.assertWellBehaved();
    }
  }

  private void pending(String password) throws Exception {
    try (Trial<C> trial = contract.trial()) {
      VersionId version = trial.begin(password);
      trial.rotate(version);
      trial.assertComplete(version);
      assertTrue(
          trial.credential(StagingLabel.CURRENT).orElseThrow().password().reveal().equals(password),
          "another password than the stored one was brought in");
      trial.rotate();
      trial.assertWellBehaved();
    }
  }
}
