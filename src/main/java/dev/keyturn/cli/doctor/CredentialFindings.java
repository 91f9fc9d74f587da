package dev.keyturn.cli.doctor;

import dev.keyturn.rotation.Authority;
import dev.keyturn.rotation.CredentialReport;
import dev.keyturn.rotation.CredentialState;
import dev.keyturn.rotation.CredentialState.Accepted;
import dev.keyturn.rotation.CredentialState.NotTried;
import dev.keyturn.rotation.CredentialState.Rejected;
import dev.keyturn.rotation.CredentialState.Unknown;
import dev.keyturn.rotation.CredentialState.Unusable;
import dev.keyturn.rotation.Reason;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What it means that a credential logs in, or does not. */
final class CredentialFindings {

  private static final Set<Reason> OF_THE_VALUE =
      Set.of(Reason.VALUE_MISSING, Reason.VALUE_INVALID, Reason.IDENTITY_MISMATCH);

  private final String id;
  private final CredentialReport report;
  private final States states;

  CredentialFindings(String id, CredentialReport report) {
    this.id = id;
    this.report = report;
    this.states = new States(report);
  }

  List<Finding> find() {
    return Stream.concat(
            report.credentials().stream().flatMap(each -> of(each.authority())),
            report.warnings().stream().map(warning -> Finding.note(warning, "")))
        .toList();
  }

  private Stream<Finding> of(Authority authority) {
    CredentialState state = states.of(authority).orElseThrow();
    if (state instanceof Accepted) {
      return Stream.of(Finding.good(states.name(authority) + " logs in"));
    }
    if (state instanceof Rejected rejected) {
      return Stream.of(rejected(authority, rejected));
    }
    if (state instanceof Unknown unknown) {
      return Stream.of(new Finding(Gravity.FAULT, unknown.observed(), unknown.remedy()));
    }
    if (state instanceof Unusable unusable) {
      return unusable(authority, unusable);
    }
    return Stream.of(notTried(authority, (NotTried) state));
  }

  private static Finding notTried(Authority authority, NotTried state) {
    return authority == Authority.ADMIN
        ? Finding.good("the admin secret can be read, and is for the same host")
        : Finding.note("%s was not tried: %s".formatted(authority, state.why()), "");
  }

  private Finding rejected(Authority authority, Rejected state) {
    String observed = "the service rejected " + state.observed();
    return switch (authority) {
      case CURRENT ->
          new Finding(Gravity.OUTAGE, observed + ", so that clients cannot log in", recovery());
      case PENDING -> Finding.note(observed + ": its value was never set, or not lastingly", "");
      default ->
          Finding.good(observed + ", as it should unless it accepts older credentials for a time");
    };
  }

  private String recovery() {
    if (states.accepted(Authority.PENDING)) {
      return "Run 'keyturn unstick %s', which makes the pending version current".formatted(id);
    }
    if (states.accepted(Authority.PREVIOUS)) {
      return "Run 'keyturn unstick %s --restore-previous', which makes the previous version current again"
          .formatted(id);
    }
    return "Store the credential that works now with PutSecretValue, or set the one of AWSCURRENT in the"
        + " service";
  }

  private Stream<Finding> unusable(Authority authority, Unusable state) {
    if (authority == Authority.PREVIOUS) {
      return Stream.of(Finding.note(state.observed(), state.remedy()));
    }
    if (authority == Authority.PENDING && state.reason() == Reason.VALUE_MISSING) {
      // Told with the label that is stuck.
      return Stream.empty();
    }
    if (authority == Authority.ADMIN) {
      return Stream.of(new Finding(Gravity.FAULT, state.observed(), state.remedy()));
    }
    if (!OF_THE_VALUE.contains(state.reason())) {
      return Stream.of(
          new Finding(
              Gravity.FAULT, "%s: %s".formatted(authority, state.observed()), unreadable(state)));
    }
    return Stream.of(
        authority == Authority.CURRENT
            ? new Finding(Gravity.OUTAGE, state.observed(), state.remedy())
            : new Finding(
                Gravity.FAULT,
                state.observed(),
                "Run 'keyturn unstick %s', which takes AWSPENDING off, and rotate again"
                    .formatted(id)));
  }

  /** The remedies of a step speak of the function's role; here somebody else has asked. */
  private static String unreadable(Unusable state) {
    return state.reason() == Reason.STORE_ACCESS_DENIED
        ? "Run doctor as somebody who may read the secret, or with --no-login"
        : state.remedy();
  }
}
