package dev.keyturn.cli.demo;

import dev.keyturn.cli.mysql.LocalMySql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A MySQL: its accounts have two passwords, and it replaces passwords before it logs statements.
 */
class MySqlService extends SqlService {

  /** Access denied. */
  private static final int REJECTED = 1045;

  MySqlService(DemoEngine engine, LocalMySql server) {
    super(engine, server);
  }

  static DemoService start() throws IOException {
    LocalMySql server = LocalMySql.builder().logStatements().start();
    return new MySqlService(DemoEngine.MYSQL, server).furnished();
  }

  @Override
  String protection() {
    return "caching_sha2_password";
  }

  @Override
  List<String> users(String user, String admin) {
    List<String> statements = new ArrayList<>(accounts(user, admin));
    statements.add("GRANT APPLICATION_PASSWORD_ADMIN ON *.* TO app");
    statements.add("GRANT APPLICATION_PASSWORD_ADMIN ON *.* TO rotation_admin WITH GRANT OPTION");
    return statements;
  }

  static List<String> accounts(String user, String admin) {
    return List.of(
        "CREATE TABLE appdb.orders (id int)",
        "CREATE USER app IDENTIFIED BY '" + user + "'",
        "GRANT SELECT ON appdb.orders TO app",
        "CREATE USER rotation_admin IDENTIFIED BY '" + admin + "'",
        "GRANT CREATE USER ON *.* TO rotation_admin",
        "GRANT SELECT ON mysql.* TO rotation_admin",
        "GRANT SELECT ON appdb.orders TO rotation_admin WITH GRANT OPTION");
  }

  @Override
  public boolean keepsOldCredential() {
    return true;
  }

  @Override
  public String secrecy() {
    return "MySQL, which logs every statement here, has logged no password";
  }

  @Override
  String change() {
    return "ALTER USER";
  }

  /** A login looks into memory, not into the table. */
  @Override
  String lock() {
    return "LOCK TABLES mysql.user READ";
  }

  @Override
  final String waiting() {
    return """
        SELECT count(*) FROM information_schema.processlist
        WHERE state LIKE 'Waiting for table%%' AND info LIKE '%s%%'
        """
        .formatted(change());
  }

  @Override
  final boolean isRejection(SQLException failure) {
    return failure.getErrorCode() == REJECTED;
  }
}
