package dev.keyturn.rotators.postgres;

import dev.keyturn.cli.postgres.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One server for all test classes that ask for it, started by the first and stopped after the last.
 * It writes every statement to its log.
 */
public final class SharedPostgres implements ParameterResolver {

  /** A user whom the server lets in with TLS only. */
  static final String TLS_USER = "tls_only";

  private static final Namespace NAMESPACE = Namespace.create(SharedPostgres.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(Database.class);
  }

  @Override
  public Database resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent("database", name -> start(), Database.class);
  }

  private static Database start() {
    try {
      return new Database(
          LocalPostgres.builder()
              .logStatements()
              .setting("lc_messages", "C")
              .setting("log_min_duration_statement", "0")
              .setting("max_connections", "40")
              .rule("hostnossl all " + TLS_USER + " all reject")
              .rule("host all " + Database.MD5_USER + " all md5")
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
