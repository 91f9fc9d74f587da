package dev.keyturn.cli.servers;

import dev.keyturn.secret.SecretText;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** A database server of its own, which is stopped and deleted when it is closed. Thread-safe. */
public interface SqlServer extends AutoCloseable {

  /**
   * Names the host that the server's certificate is for.
   *
   * @return {@code localhost}
   */
  String host();

  /**
   * Tells where the server listens.
   *
   * @return the port
   */
  int port();

  /**
   * Names the file with the CA that signed the server's certificate.
   *
   * @return a PEM file
   */
  Path caFile();

  /**
   * Names the log of all statements, which has none unless that was asked for.
   *
   * @return a file that grows
   */
  Path statementLog();

  /**
   * Logs in as the superuser.
   *
   * @return a new connection, which the caller closes
   * @throws SQLException if the server does not accept it
   */
  Connection connect() throws SQLException;

  /**
   * Logs in as anybody.
   *
   * @param user which user
   * @param password its password
   * @return a new connection, which the caller closes
   * @throws SQLException if the server does not accept it
   */
  Connection connect(String user, SecretText password) throws SQLException;

  /** Stops the server, without waiting for its clients, and deletes its files. */
  @Override
  void close();
}
