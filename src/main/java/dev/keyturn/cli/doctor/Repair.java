package dev.keyturn.cli.doctor;

import dev.keyturn.rotation.Authority;
import dev.keyturn.rotation.CredentialReport;
import dev.keyturn.rotation.CredentialState.Unusable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is to become of the labels of a secret, and why. */
public sealed interface Repair {

  /** The way out of what no label can mend. */
  String STORE =
      "Store the credential that works now with PutSecretValue, which also takes AWSPENDING off";

  /**
   * Explains the repair.
   *
   * @return a clause
   */
  String why();

  /**
   * Nothing is proven that would allow a change.
   *
   * @param why sentences without the last full stop
   */
  record None(String why) implements Repair {}

  /**
   * AWSPENDING is taken off; the next rotation starts afresh.
   *
   * @param version the version that has it
   * @param why a clause
   */
  record TakeOff(String version, String why) implements Repair {}

  /**
   * AWSCURRENT is moved, and then AWSPENDING taken off.
   *
   * @param from the version that has AWSCURRENT
   * @param to the version that gets it
   * @param pending the version that has AWSPENDING, or null if none has
   * @param why a clause
   */
  record Move(String from, String to, @Nullable String pending, String why) implements Repair {}

  /**
   * Decides by what logs in.
   *
   * @param labels where the labels are
   * @param report what logs in
   * @param restorePrevious whether AWSCURRENT may go back to the previous version
   * @return the repair
   */
  static Repair of(Labels labels, CredentialReport report, boolean restorePrevious) {
    States states = new States(report);
    Optional<String> current = labels.holder(Labels.CURRENT);
    Optional<String> pending = labels.pendingAlone();
    if (current.isEmpty()) {
      return new None("no version is labelled AWSCURRENT. " + STORE);
    }
    Optional<String> open = OpenQuestions.of(states);
    if (open.isPresent()) {
      return new None(open.get());
    }
    if (pending.isPresent() && states.accepted(Authority.PENDING)) {
      return finished(states, current.get(), pending.get());
    }
    if (states.accepted(Authority.CURRENT)) {
      return pending
          .<Repair>map(version -> new TakeOff(version, neverSet(states)))
          .orElse(new None("AWSCURRENT logs in, and AWSPENDING is not stuck"));
    }
    return restored(labels, states, restorePrevious);
  }

  private static Repair finished(States states, String current, String pending) {
    if (states.same(Authority.CURRENT, Authority.PENDING)) {
      return new TakeOff(pending, "it has the same credential as AWSCURRENT, which logs in");
    }
    return new Move(
        current,
        pending,
        pending,
        states.accepted(Authority.CURRENT)
            ? "both log in, and the newer one is chosen, since the next rotation retires what was current"
                + " before, but nothing would retire a credential that no label leads to"
            : "AWSPENDING logs in, and AWSCURRENT does not");
  }

  private static String neverSet(States states) {
    return states
        .of(Authority.PENDING)
        .filter(Unusable.class::isInstance)
        .map(state -> "AWSCURRENT logs in, and " + ((Unusable) state).observed())
        .orElse("AWSCURRENT logs in, and AWSPENDING does not: its value was never set");
  }

  private static Repair restored(Labels labels, States states, boolean restorePrevious) {
    String proven = Rejections.of(states);
    Optional<String> previous = labels.holder(Labels.PREVIOUS);
    if (previous.isEmpty() || !states.accepted(Authority.PREVIOUS)) {
      return new None(proven + ". " + STORE);
    }
    return restorePrevious
        ? new Move(
            labels.holder(Labels.CURRENT).orElseThrow(),
            previous.get(),
            labels.pendingAlone().orElse(null),
            "AWSPREVIOUS logs in, and AWSCURRENT does not")
        : new None(
            proven
                + ". AWSPREVIOUS logs in: make that version current again with --restore-previous");
  }
}
