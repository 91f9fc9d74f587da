package dev.keyturn.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.local.functions.FunctionTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which functions a template has, and how they run. */
class SamTemplateTest {

  private static final String ROTATOR = "dev.keyturn.rotators.postgres.PostgresRotator";

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("template.yaml");
  }

  @Test
  void theProjectsOwnTemplateRunsWithoutABuild() throws IOException {
    Path copy = Files.copy(Path.of("template.yaml"), file);

    TemplateFunction function = SamTemplate.read(copy).functions().get(0);

    assertThat(function.names()).containsExactly("local-postgres", "PostgresRotator");
    assertThat(function.unsupported()).isEmpty();
    assertThat(function.target())
        .isEqualTo(new FunctionTarget.ChildProcess(null, ROTATOR + "::handleRequest"));
    assertThat(function.timeout()).contains(Duration.ofSeconds(30));
    assertThat(function.variables("eu-west-1", Map.of()))
        .containsEntry("PASSWORD_LENGTH", "32")
        .containsEntry("ROTATION_STRATEGY", "")
        .containsEntry("EXCLUDE_CHARACTERS", "/@\"'\\")
        .doesNotContainKeys("SECRETS_MANAGER_ENDPOINT", "JAVA_TOOL_OPTIONS");
  }

  @Test
  void theBuiltTemplateIsTakenIfThereIsOne() throws IOException {
    write("Resources: {F: {Type: 'AWS::Serverless::Function', Properties: {Timeout: 3}}}");
    Path built = Files.createDirectories(directory.resolve(".aws-sam/build"));
    Files.createDirectories(built.resolve("F/example"));
    Files.createFile(built.resolve("F/example/Handler.class"));
    Files.writeString(
        built.resolve("template.yaml"),
        """
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties: {Timeout: 7, CodeUri: F, Handler: example.Handler, Runtime: java25}
        """);

    TemplateFunction function = SamTemplate.read(file).functions().get(0);

    assertThat(function.timeout()).contains(Duration.ofSeconds(7));
    assertThat(function.target())
        .isEqualTo(new FunctionTarget.ChildProcess(built.resolve("F"), "example.Handler"));

    write(
        "Resources: {F: {Type: 'AWS::Serverless::Function'}, G: {Type: 'AWS::Lambda::Function'}}");
    assertThatThrownBy(() -> SamTemplate.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "template %s has function G, which %s lacks. Run sam build again"
                .formatted(file, built.resolve("template.yaml")));
  }

  @Test
  void onlyWhatIsDeployedCounts() throws IOException {
    write(
        """
        {"Conditions": {"No": {"Fn::Equals": ["a", "b"]}, "Yes": {"Fn::Not": [{"Condition": "No"}]}},
         "Resources": {
           "A": {"Type": "AWS::Serverless::Function", "Condition": "No"},
           "B": {"Type": "AWS::Lambda::Function", "Condition": "Yes",
                 "Properties": {"FunctionName": "b"}},
           "C": {"Type": "AWS::S3::Bucket"},
           "D": {"Type": "AWS::Serverless::Function"}}}
        """);

    assertThat(SamTemplate.read(file).functions().stream().map(TemplateFunction::names))
        .containsExactly(List.of("b", "B"), List.of("D"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      value = {
        "Runtime: nodejs22.x @ its runtime is 'nodejs22.x', neither Java nor Python",
        "Handler: a.B @ its runtime is '', neither Java nor Python",
        "PackageType: Image @ it is an image",
        "{Runtime: python3.13, InlineCode: 'x = 1'} @ its code is not in a directory",
        "{Runtime: java25, CodeUri: 's3://bucket/key'} @ its code is not in a directory",
        "{Runtime: java25, CodeUri: {Bucket: b, Key: k}} @ its code is not in a directory",
        "Runtime: java25 @ ",
        "Runtime: python3.13 @ ",
      })
  void whatCannotRunHereSaysWhy(String properties, String reason) throws IOException {
    assertThat(function(properties).unsupported().orElse(null)).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "900, 900", "!Ref Seconds, 12"})
  void aTimeoutIsInSeconds(String text, int seconds) throws IOException {
    assertThat(function("Timeout: " + text).timeout()).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "901", "1.5", "-1", "PT5S", "''", "99999999999"})
  void anotherTimeoutIsRefused(String text) throws IOException {
    TemplateFunction function = function("Timeout: " + text);

    assertThatThrownBy(function::timeout)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "template %s: Resources.F.Properties.Timeout is '%s', which is no number of seconds from 1 to 900"
                .formatted(file, text.replace("'", "")));
  }

  @Test
  void noTimeoutIsNone() throws IOException {
    assertThat(function("Handler: a.B").timeout()).isEmpty();
  }

  @Test
  void codeIsADirectoryOrAJar() throws IOException {
    Files.createDirectories(directory.resolve("out/lib"));
    Files.createFile(directory.resolve("out/lib/all.jar"));
    Files.createFile(directory.resolve("app.jar"));

    assertThat(function("{CodeUri: out/, Handler: a.B::c, Runtime: java21}").target())
        .isEqualTo(new FunctionTarget.ChildProcess(directory.resolve("out"), "a.B::c"));
    assertThat(function("{CodeUri: ./app.jar, Handler: a.B, Runtime: java21}").target())
        .isEqualTo(new FunctionTarget.ChildProcess(directory.resolve("app.jar"), "a.B"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      value = {
        "{Runtime: java25} @ Handler is missing",
        "{Runtime: java25, Handler: a.B::c} @ CodeUri is DIR, which has neither a/B.class nor a jar in lib. Build it with sam build",
        "{Runtime: java25, Handler: a.B, CodeUri: gone} @ CodeUri is DIR/gone, which does not exist. Build it, for instance with sam build",
        "{Runtime: java25, Handler: !Ref Asked} @ Handler: parameter Asked has no Default",
      })
  void codeThatIsNotThereIsRefused(String properties, String why) throws IOException {
    TemplateFunction function = function(properties);

    assertThatThrownBy(function::target)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "template %s: Resources.F.Properties.%s"
                .formatted(file, why.replace("DIR", directory.toString())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      value = {
        "'' @ has no resource of type AWS::Serverless::Function or AWS::Lambda::Function",
        "Resources: {T: {Type: 'AWS::S3::Bucket'}} @ has no resource of type AWS::Serverless::Function or AWS::Lambda::Function",
        "[a, b] @ is no mapping; a template has at least Resources",
        "Resources: {a: b @ is not YAML: line 1, column 17: expected ',' or '}', but got <stream end>",
        "`a: b\n\tc: d` @ `is not YAML: line 2, column 1: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)`",
        "`a: 1\na: 2` @ is not YAML: line 2, column 1: found duplicate key a",
      })
  void whatIsNoTemplateIsRefused(String text, String why) throws IOException {
    write(text.equals("''") ? "A: b" : text);

    assertThatThrownBy(() -> SamTemplate.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("template %s %s".formatted(file, why));
  }

  @Test
  void aFileThatCannotBeReadIsRefused() throws IOException {
    assertThatThrownBy(() -> SamTemplate.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no template %s".formatted(file));
    assertThatThrownBy(() -> SamTemplate.read(directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("template %s cannot be read: Is a directory".formatted(directory));
    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xff});
    assertThatThrownBy(() -> SamTemplate.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("template %s is not UTF-8".formatted(file));
  }

  @Test
  void aConditionThatIsNotKnownIsToldWithItsPlace() throws IOException {
    write("Resources: {F: {Type: 'AWS::Serverless::Function', Condition: Gone}}");
    SamTemplate template = SamTemplate.read(file);

    assertThatThrownBy(template::functions)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "template %s: Resources.F.Condition: there is no condition Gone".formatted(file));
  }

  /** Scripts stand for Python: one that has AWS's client, one that has not, and none. */
  @Test
  void pythonNeedsItsRuntimeClient() throws IOException {
    TemplateFunction unused = function("{Runtime: python3.13, Handler: app.handler}");
    FunctionResource resource = new FunctionResource(file, TemplateYaml.read(file), "F");
    String with = script("with", 0);
    String without = script("without", 1);

    assertThat(new PythonClient(with).target(resource, directory, "app.handler"))
        .isEqualTo(
            new FunctionTarget.Command(
                List.of(with, "-m", "awslambdaric", "app.handler"), directory));
    assertThatThrownBy(() -> new PythonClient(without).target(resource, directory, "app.handler"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "template %1$s: Resources.F.Properties.Runtime is Python, and %2$s cannot import AWS's runtime interface client. Install it: %2$s -m pip install awslambdaric"
                .formatted(file, without));
    assertThatThrownBy(() -> new PythonClient("no-python-1").target(resource, directory, "a.b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "template %s: Resources.F.Properties.Runtime is Python, and there is no no-python-1 on the PATH to run it. Install Python"
                .formatted(file));
  }

  private String script(String name, int exit) throws IOException {
    Path script = Files.writeString(directory.resolve(name), "#!/bin/sh\nexit " + exit + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script.toString();
  }

  private TemplateFunction function(String properties) throws IOException {
    write(
        """
        Parameters: {Seconds: {Type: Number, Default: 12}, Asked: {Type: String}}
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties:
              %s
        """
            .formatted(properties));
    return SamTemplate.read(file).functions().get(0);
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }
}
