package dev.keyturn.rotators.iam;

import dev.keyturn.cli.CommandCase;
import dev.keyturn.cli.servers.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** doctor for an access key, whose members name no engine. */
class OnCallTest {

  @Test
  void sayThatStsDoesNotAnswer(@TempDir Path directory) throws IOException {
    int closed = Ports.free();
    new CommandCase(
            "an access key, whose members name no engine",
            s ->
                s.current(
                    Map.of(
                        "UserName",
                        "on_call",
                        "AccessKeyId",
                        "AKIAEXAMPLEEXAMPLE12",
                        "SecretAccessKey",
                        "now-word")),
            "doctor app --function-env STS_ENDPOINT=http://127.0.0.1:<closed>",
            """
            fault   logging in with AWSCURRENT as user 'on_call' at host 'iam': no answer: ConnectException. Let the function reach IAM and STS: in a private subnet it needs a NAT gateway or their interface endpoints.
            <may invoke>
            app is not well; logins made: 1.
            """)
        .check(directory, text -> text.replace("<closed>", String.valueOf(closed)));
  }
}
