package dev.keyturn.rotators.postgres;

import dev.keyturn.cli.postgres.LocalPostgres;
import dev.keyturn.rotators.SharedServer;
import java.util.concurrent.FutureTask;

/** A server that writes every statement to its log. */
final class SharedPostgres extends SharedServer<LocalPostgres, Database> {

  /** A user whom the server lets in with TLS only. */
  static final String TLS_USER = "tls_only";

  /** A login would spend most of its time on the 4,096 that are usual. */
  static final String SCRAM_ITERATIONS = "16";

  private static final FutureTask<LocalPostgres> SERVER =
      new FutureTask<>(
          () ->
              LocalPostgres.builder()
                  .logStatements()
                  .setting("lc_messages", "C")
                  .setting("log_min_duration_statement", "0")
                  .setting("max_connections", "40")
                  .setting("scram_iterations", SCRAM_ITERATIONS)
                  .rule("hostnossl all " + TLS_USER + " all reject")
                  .rule("host all " + Database.MD5_USER + " all md5")
                  .start());

  SharedPostgres() {
    super(SERVER, Database.class, Database::new);
  }
}
