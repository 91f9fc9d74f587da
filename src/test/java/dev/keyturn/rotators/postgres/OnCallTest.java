package dev.keyturn.rotators.postgres;

import dev.keyturn.cli.CommandCase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** doctor and unstick with the server, which the secret alone names. */
@ExtendWith(SharedPostgres.class)
@Timeout(60)
class OnCallTest {

  private static Database database;
  private static int closed;

  @BeforeAll
  static void users(Database shared) throws IOException, SQLException {
    database = shared;
    closed = ClosedPort.find();
    database.createUser("on_call", "now-word", "");
    database.createUser("on_call_clone", "next-word", "");
  }

  static Stream<CommandCase> cases() {
    return Stream.of(
        new CommandCase(
            "PostgreSQL",
            s -> s.previous(pg("old-word")).current(pg("now-word")),
            "doctor app --function-env CA_BUNDLE=<pg-ca>",
            """
            <may invoke>
            good    AWSCURRENT logs in.
            good    the service rejected AWSPREVIOUS (28P01: password authentication failed for user "on_call"), as it should unless it accepts older credentials for a time.
            app is healthy; logins made: 2.
            """),
        CommandCase.whoseAuthorityIsNotKnown("PostgreSQL", s -> s.current(pg("now-word"))),
        new CommandCase(
            "PostgreSQL without TLS",
            s -> s.current(pg("now-word", "ssl", false)),
            "doctor app",
            """
            <may invoke>
            note    AWSCURRENT was sent unencrypted, because it says ssl: false.
            good    AWSCURRENT logs in.
            app is healthy; logins made: 1.
            """),
        new CommandCase(
            "PostgreSQL where nothing listens",
            s -> s.previous(pg("old-word")).current(pg("now-word", "port", closed)),
            "doctor app",
            """
            fault   logging in with AWSCURRENT as user 'on_call' at host 'localhost': 'localhost', port <closed> takes no connections: Connection refused. Start the service, correct members 'host' and 'port', or let the function's security group in.
            <may invoke>
            note    AWSPREVIOUS was not tried: the service could not be asked for AWSCURRENT.
            app is not well; logins made: 1.
            """),
        new CommandCase(
            "PostgreSQL without that database",
            s -> s.current(pg("now-word", "dbname", "none", "ssl", false)),
            "doctor app",
            """
            fault   logging in with AWSCURRENT as user 'on_call' at host 'localhost': 3D000: database "none" does not exist. Put a database that exists into member 'dbname', or leave the member out for "postgres".
            <may invoke>
            note    AWSCURRENT was sent unencrypted, because it says ssl: false.
            app is not well; logins made: 1.
            """),
        new CommandCase(
            "PostgreSQL that accepts pending only",
            s -> s.current(pg("old-word", "ssl", false)).pending(pg("now-word", "ssl", false)),
            "unstick app",
            """
            Moved AWSCURRENT from version <current> to version <pending> and took AWSPENDING off version <pending>: AWSPENDING logs in, and AWSCURRENT does not.
            """),
        new CommandCase(
            "PostgreSQL that accepts current only",
            s -> s.current(pg("now-word", "ssl", false)).pending(pg("next-word", "ssl", false)),
            "unstick app",
            """
            Took AWSPENDING off version <pending>: AWSCURRENT logs in, and AWSPENDING does not: its value was never set.
            """),
        new CommandCase(
            "PostgreSQL with users that take turns",
            s ->
                s.current(pg("now-word", "ssl", false, "masterarn", "root"))
                    .pending(
                        pg(
                            "next-word",
                            "ssl",
                            false,
                            "masterarn",
                            "root",
                            "username",
                            "on_call_clone")),
            "unstick app",
            """
            Moved AWSCURRENT from version <current> to version <pending> and took AWSPENDING off version <pending>: both log in, and the newer one is chosen, since the next rotation retires what was current before, but nothing would retire a credential that no label leads to.
            """),
        new CommandCase(
            "PostgreSQL that cannot be asked",
            s -> s.current(pg("now-word", "port", closed)).pending(pg("next-word", "port", closed)),
            "unstick app",
            """
            Nothing was changed: logging in with AWSPENDING as user 'on_call' at host 'localhost': 'localhost', port <closed> takes no connections: Connection refused. Start the service, correct members 'host' and 'port', or let the function's security group in.
            """));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void says(CommandCase matter, @TempDir Path directory) {
    matter.check(
        directory,
        text ->
            text.replace("<pg-ca>", database.caFile().toString())
                .replace("<closed>", String.valueOf(closed)));
  }

  private static Map<String, Object> pg(String password, Object... more) {
    return CommandCase.secret(
        "postgres", database.server().host(), database.server().port(), password, more);
  }
}
