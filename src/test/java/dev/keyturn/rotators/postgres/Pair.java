package dev.keyturn.rotators.postgres;

import java.sql.SQLException;

/** A user, an administrator who may set it, and their secrets: what alternation begins with. */
final class Pair {

  static final String ADMIN_PASSWORD = "admin-password";

  private final Database database;
  private final Scene scene;
  private final String user = Database.freshName("app");
  private final String admin = Database.freshName("admin");

  private Pair(Database database, Scene scene) {
    this.database = database;
    this.scene = scene;
  }

  /** With an administrator who has no more than the documentation asks for. */
  static Pair of(Database database, Scene scene) throws SQLException {
    return of(database, scene, "");
  }

  static Pair of(Database database, Scene scene, String attributes) throws SQLException {
    Pair pair = new Pair(database, scene);
    database.createUser(pair.user, "first-password", attributes);
    database.createUser(pair.admin, ADMIN_PASSWORD, "CREATEROLE");
    database.run("GRANT " + pair.user + " TO " + pair.admin + " WITH ADMIN OPTION");
    String arn = scene.adminSecret(SecretJson.of(database, pair.admin, ADMIN_PASSWORD));
    scene.secret(SecretJson.of(database, pair.user, "first-password").with("masterarn", arn));
    return pair;
  }

  String user() {
    return user;
  }

  String alternate() {
    return user + "_clone";
  }

  String admin() {
    return admin;
  }

  /**
   * Runs statements as the superuser, with the names of this pair in the places of %1$s to %3$s.
   */
  void run(String... statements) throws SQLException {
    for (String statement : statements) {
      database.run(statement.formatted(user, alternate(), admin));
    }
  }

  /** One value for the original and for the alternate, which should be the same. */
  String of(String query, String role) throws SQLException {
    return database.one(query.formatted(role));
  }

  Scene scene() {
    return scene;
  }
}
