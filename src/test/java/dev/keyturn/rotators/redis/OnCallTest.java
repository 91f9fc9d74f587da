package dev.keyturn.rotators.redis;

import dev.keyturn.cli.CommandCase;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** doctor and unstick with the server, which the secret alone names. */
@Timeout(60)
class OnCallTest {

  @TempDir static Path folder;
  private static RedisNode node;

  @BeforeAll
  static void start() throws Exception {
    node = RedisNode.start(folder, RedisNode.Users.MEMORY);
    node.user("on_call", "old-word", ">now-word", "~*", "&*", "+@all");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  static Stream<CommandCase> cases() {
    return Stream.of(
        new CommandCase(
            "Redis",
            s -> s.previous(rd("older-word")).current(rd("old-word")).pending(rd("now-word")),
            "doctor app",
            """
            fault   AWSPENDING is stuck on version <pending>, since <since>. Read in the function's log why, mend that, and run 'keyturn rotate app'; or run 'keyturn unstick app', which repairs the labels.
            <may invoke>
            note    AWSPENDING was sent unencrypted, because it says ssl: false.
            note    AWSCURRENT was sent unencrypted, because it says ssl: false.
            note    AWSPREVIOUS was sent unencrypted, because it says ssl: false.
            good    AWSPENDING logs in.
            good    AWSCURRENT logs in.
            good    the service rejected AWSPREVIOUS (WRONGPASS invalid username-password pair or user is disabled), as it should unless it accepts older credentials for a time.
            app is not well; logins made: 3.
            """),
        new CommandCase(
            "Redis that accepts two passwords",
            s -> s.current(rd("old-word")).pending(rd("now-word")),
            "unstick app",
            """
            Moved AWSCURRENT from version <current> to version <pending> and took AWSPENDING off version <pending>: both log in, and the newer one is chosen, since the next rotation retires what was current before, but nothing would retire a credential that no label leads to.
            """));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void says(CommandCase matter, @TempDir Path directory) {
    matter.check(directory, text -> text);
  }

  private static Map<String, Object> rd(String password) {
    return CommandCase.secret("redis", "localhost", node.port(), password, "ssl", false);
  }
}
