package dev.keyturn.cli.demo;

import dev.keyturn.cli.mysql.LocalMySql;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A MariaDB, which logs statements as they come. */
final class MariaDbService extends MySqlService {

  private final DemoStrategy strategy;

  private MariaDbService(DemoStrategy strategy, LocalMySql server) {
    super(DemoEngine.MARIADB, server);
    this.strategy = strategy;
  }

  static DemoService start(DemoStrategy strategy) throws IOException {
    LocalMySql server = LocalMySql.mariaDb().logStatements().start();
    return new MariaDbService(strategy, server).furnished();
  }

  @Override
  String protection() {
    return "mysql_native_password";
  }

  @Override
  List<String> users(String user, String admin) {
    List<String> statements = new ArrayList<>(List.of("SET sql_log_off = 1"));
    statements.addAll(accounts(user, admin));
    return statements;
  }

  @Override
  public boolean keepsOldCredential() {
    return false;
  }

  @Override
  public String secrecy() {
    return "MariaDB, which logs every statement here, never saw a password";
  }

  @Override
  String change() {
    return strategy == DemoStrategy.SINGLE ? "SET PASSWORD" : "ALTER USER";
  }

  @Override
  String lock() {
    return "LOCK TABLES mysql.global_priv READ";
  }
}
