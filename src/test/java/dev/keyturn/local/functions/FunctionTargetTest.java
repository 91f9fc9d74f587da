package dev.keyturn.local.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Targets as a command line gives them. */
class FunctionTargetTest {

  @Test
  void readsEachKind() {
    assertThat(FunctionTarget.parse("class:a.B"))
        .isEqualTo(new FunctionTarget.InProcess(null, "a.B"));
    assertThat(FunctionTarget.parse("class:some dir!a.B"))
        .isEqualTo(new FunctionTarget.InProcess(Path.of("some dir"), "a.B"));
    assertThat(FunctionTarget.parse("process:/built/F!a.B::handleRequest"))
        .isEqualTo(new FunctionTarget.ChildProcess(Path.of("/built/F"), "a.B::handleRequest"));
    assertThat(FunctionTarget.parse("process:a.B"))
        .isEqualTo(new FunctionTarget.ChildProcess(null, "a.B"));
    assertThat(FunctionTarget.parse("command:python3 -m awslambdaric 'my app.f'"))
        .isEqualTo(
            new FunctionTarget.Command(List.of("python3", "-m", "awslambdaric", "my app.f"), null));
    assertThat(FunctionTarget.parse("http://127.0.0.1:3001"))
        .isEqualTo(new FunctionTarget.Remote(URI.create("http://127.0.0.1:3001"), null));
    assertThat(FunctionTarget.parse("http://[::1]:3001/"))
        .isEqualTo(new FunctionTarget.Remote(URI.create("http://[::1]:3001"), null));
    assertThat(FunctionTarget.parse("https://lambda.eu-west-1.amazonaws.com/My_Rotator-2:live"))
        .isEqualTo(
            new FunctionTarget.Remote(
                URI.create("https://lambda.eu-west-1.amazonaws.com"), "My_Rotator-2:live"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a.B",
        "class:",
        "class:/dir!",
        "process: ",
        "command:",
        "http:",
        "file:a.B",
        ":a.B"
      })
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> FunctionTarget.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "function target '"
                + text
                + "' is none of class:[DIR!]NAME, process:[DIR!]NAME[::handleRequest],"
                + " command:COMMAND and http(s)://HOST[:PORT][/FUNCTION]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://",
        "http:///F",
        "http:127.0.0.1:3001",
        "http://127.0.0.1:3001/2015-03-31/functions/F/invocations",
        "http://127.0.0.1:3001/F/",
        "http://127.0.0.1:3001/F?Qualifier=1",
        "http://127.0.0.1:3001/F#1",
        "http://me:secret@127.0.0.1:3001",
        "http://127.0.0.1:port",
        "https://a b",
      })
  void refusesAnAddressThatIsNoneOfAnInvokeApi(String text) {
    assertThatThrownBy(() -> FunctionTarget.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "function target '"
                + text
                + "' is no http(s)://HOST[:PORT][/FUNCTION]: give the address of a Lambda Invoke"
                + " API, and after it at most a function's name");
  }
}
