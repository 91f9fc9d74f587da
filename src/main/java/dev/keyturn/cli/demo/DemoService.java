package dev.keyturn.cli.demo;

import dev.keyturn.credential.Codec;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;

/** The protected service of a demo: a real server, which is started for it. */
interface DemoService extends AutoCloseable {

  /** The user whose password is rotated. */
  String USER = "app";

  /** Who changes it, where one is needed. */
  String ADMIN = "rotation_admin";

  /** Holds every change of a password up, while logins go on; until it is closed. */
  interface Blocker extends AutoCloseable {

    /** Waits until the function's statement is held up. */
    void awaitBlocked() throws SQLException, InterruptedException;

    @Override
    void close() throws SQLException;
  }

  /** What it is called. */
  String product();

  /** Which version listens where, and how. */
  String introduction() throws SQLException;

  /** The rotator's class. */
  String rotator();

  /** What builds the function. */
  String samBuild();

  Path caFile();

  Codec<DatabaseCredential> codec();

  /** Makes the two users, by statements that do not show their passwords to the log. */
  void furnish(SecretText user, SecretText admin) throws SQLException;

  /** The members of a secret. */
  Map<String, Object> secret(String user, SecretText password);

  /** Logs in and reads what the app reads. */
  void login(DatabaseCredential credential) throws SQLException;

  /** Whether a failed login says that the password is wrong, and nothing else. */
  boolean isRejection(SQLException failure);

  /** Whether a user has the old password beside the new one. */
  boolean keepsOldPassword();

  /** How a statement begins that changes a password. */
  String changing();

  /** What is claimed of the log of statements. */
  String secrecy();

  /** The log of all statements. */
  String statements() throws IOException;

  Blocker block() throws SQLException;

  @Override
  void close();
}
