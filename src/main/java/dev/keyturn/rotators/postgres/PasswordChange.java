package dev.keyturn.rotators.postgres;

import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.SetRequest;
import dev.keyturn.rotators.jdbc.Pause;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Sets one pending password, and before it whatever else the pending user needs. */
final class PasswordChange {

  /** What all changes of a rotator have in common. */
  record Means(ObjectOwner owner, Verifier verifier, Pause pause) {}

  private final Means means;
  private final SetRequest<DatabaseCredential, Connection> request;
  private final Actor actor;
  private final String user;
  private final Transaction transaction;
  private final List<String> warnings = new ArrayList<>();
  private boolean restricted;

  private PasswordChange(Means means, SetRequest<DatabaseCredential, Connection> request) {
    this.means = means;
    this.request = request;
    this.actor = Actor.of(request);
    this.user = request.pending().username();
    this.transaction = new Transaction(request.session(), request.deadline(), means.pause());
  }

  static void make(Means means, SetRequest<DatabaseCredential, Connection> request)
      throws InterruptedException {
    Names.check(request.current(), "AWSCURRENT");
    Names.check(request.pending(), "AWSPENDING");
    PasswordChange change = new PasswordChange(means, request);
    change.run();
    change.warnings.forEach(request.warnings());
  }

  private void run() throws InterruptedException {
    try {
      transaction.run(this::change);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private void change() throws SQLException {
    warnings.clear();
    if (actor.isSelf()) {
      // A role may act as another one from login on, and that one may not change its password.
      transaction.execute(new Change("acting as '" + user + "'", "SET LOCAL ROLE NONE"));
    }
    transaction.doing("reading the rights of '" + actor.user() + "'");
    SessionFacts facts = SessionFacts.read(request.session());
    restricted = facts.restricted();
    if (!user.equals(request.current().username())) {
      Alternation alternation = new Alternation(transaction, facts, means.owner());
      warnings.addAll(alternation.prepare(request.current().username(), user));
    }
    transaction.execute(
        new Change(
            "changing the password of '" + user + "'",
            means.verifier().statement(user, request.pending().password(), facts)));
    if (facts.storesMd5()) {
      warnings.add(
          "the password of '%s' is stored as MD5, because password_encryption says so"
              .formatted(user));
    }
  }

  private RotationException failure(SQLException e) {
    return SetFailure.of(e, transaction.doing(), user, actor, restricted);
  }
}
