package dev.keyturn.rotators.mysql;

import dev.keyturn.cli.CommandCase;
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
@ExtendWith(MySqlServer.Shared.class)
@Timeout(60)
class OnCallTest {

  private static MySqlServer server;

  @BeforeAll
  static void users(MySqlServer shared) throws SQLException {
    server = shared;
    server.run(
        "CREATE USER on_call IDENTIFIED BY 'now-word'",
        "CREATE USER two IDENTIFIED BY 'now-word'",
        "ALTER USER two IDENTIFIED BY 'next-word' RETAIN CURRENT PASSWORD");
  }

  static Stream<CommandCase> cases() {
    return Stream.of(
        new CommandCase(
            "MySQL",
            s -> s.previous(my("old-word")).current(my("now-word")),
            "doctor app --function-env CA_BUNDLE=<mysql-ca>",
            """
            <may invoke>
            good    AWSCURRENT logs in.
            good    the service rejected AWSPREVIOUS (1045 (28000): Access denied for user 'on_call'@'127.0.0.1' (using password: YES)), as it should unless it accepts older credentials for a time.
            app is healthy; logins made: 2.
            """),
        CommandCase.whoseAuthorityIsNotKnown("MySQL", s -> s.current(my("now-word"))),
        new CommandCase(
            "MySQL with another user in the secret",
            s -> s.current(my("now-word", "username", 7, "port", "many")),
            "doctor app",
            """
            outage  AWSCURRENT is no credential: member 'port' is not a number from 1 to 65535; member 'username' is not a text, or empty. Store the credential that works now with PutSecretValue, as a JSON object: {"engine":"mysql","host":"…","port":3306,"username":"…","password":"…","dbname":""}.
            <may invoke>
            app is not well; logins made: 0.
            """),
        new CommandCase(
            "MySQL that accepts two passwords",
            s ->
                s.current(my("now-word", "username", "two", "ssl", false))
                    .pending(my("next-word", "username", "two", "ssl", false)),
            "unstick app --dry-run",
            """
            Would move AWSCURRENT from version <current> to version <pending> and take AWSPENDING off version <pending>: both log in, and the newer one is chosen, since the next rotation retires what was current before, but nothing would retire a credential that no label leads to.
            """));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void says(CommandCase matter, @TempDir Path directory) {
    matter.check(directory, text -> text.replace("<mysql-ca>", server.caFile().toString()));
  }

  private static Map<String, Object> my(String password, Object... more) {
    return CommandCase.secret("mysql", server.host(), server.port(), password, more);
  }
}
