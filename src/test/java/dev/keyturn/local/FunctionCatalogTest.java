package dev.keyturn.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.local.auth.OpenAccess;
import dev.keyturn.local.functions.FunctionRegistry;
import dev.keyturn.local.functions.FunctionSettings;
import dev.keyturn.local.functions.FunctionTarget;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which functions there are, by which names and with which settings. */
class FunctionCatalogTest {

  private static final String ROTATOR = FileDoorRotator.class.getName();

  private final FunctionCatalog catalog = new FunctionCatalog();
  private final FunctionRegistry registry = new FunctionRegistry();
  private final Map<String, FunctionSettings> settings = new LinkedHashMap<>();
  private final Map<String, List<String>> aliases = new LinkedHashMap<>();

  @TempDir Path directory;
  private Path template;

  @BeforeEach
  void write() throws IOException {
    template =
        Files.writeString(
            directory.resolve("template.yaml"),
            """
            Globals: {Function: {Runtime: java25, Handler: '%s'}}
            Resources:
              Quick:
                Type: AWS::Serverless::Function
                Properties:
                  FunctionName: !Sub '${AWS::StackName}-quick'
                  Timeout: 5
                  Environment: {Variables: {TABLE: !Ref Table}}
              Plain: {Type: 'AWS::Serverless::Function'}
              Web: {Type: 'AWS::Serverless::Function', Properties: {Runtime: nodejs22.x}}
              Table: {Type: 'AWS::DynamoDB::Table'}
            """
                .formatted(ROTATOR));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void aTemplatesFunctionsHaveTwoNamesAndTheirTimeouts() {
    catalog.add(template);
    catalog.variable("local-quick", "TABLE", "t");

    List<String> warnings = register();

    assertThat(registry.invokable("arn:aws:lambda:us-east-1:1:function:Quick")).isTrue();
    assertThat(registry.invokable("arn:aws:lambda:us-east-1:1:function:local-quick:live")).isTrue();
    assertThat(registry.invokable("Plain")).isTrue();
    assertThat(registry.invokable("Web")).isFalse();
    assertThat(aliases).isEqualTo(Map.of("local-quick", List.of("Quick"), "Plain", List.of()));
    assertThat(settings.get("local-quick").timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.get("Plain").timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(warnings)
        .containsExactly(
            "function Web of the template is left out: its runtime is 'nodejs22.x', neither Java nor"
                + " Python. Give it a target with --function Web=TARGET");
  }

  @Test
  void theDefaultTimeoutIsForThoseThatSayNothing() {
    catalog.add(template);
    catalog.variable("Quick", "TABLE", "t");
    catalog.timeout(Duration.ofSeconds(12));
    catalog.add("Own", FunctionTarget.parse("process:" + ROTATOR));

    List<String> unused = register();

    assertThat(settings.get("local-quick").timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.get("Plain").timeout()).isEqualTo(Duration.ofSeconds(12));
    assertThat(settings.get("Own").timeout()).isEqualTo(Duration.ofSeconds(12));
  }

  @Test
  void aFunctionOfItsOwnTakesThePlaceOfATemplates() {
    catalog.add(template);
    catalog.add("Quick", FunctionTarget.parse("process:" + ROTATOR));
    catalog.add("Web", FunctionTarget.parse("process:" + ROTATOR));
    catalog.variable("Quick", "A", "b");

    assertThat(register()).isEmpty();

    assertThat(settings).containsOnlyKeys("Quick", "Web", "Plain");
    assertThat(settings.get("Quick").variables()).isEqualTo(Map.of("A", "b"));
    assertThat(registry.invokable("local-quick")).as("its other name goes with it").isTrue();
    assertThat(registry.invokable("Web")).isTrue();
  }

  @Test
  void aVariableThatIsNotKnownIsToldAtTheStart() {
    catalog.add(template);

    assertThatThrownBy(this::register)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "template %s: Resources.Quick.Properties.Environment.Variables.TABLE: Table is neither a parameter nor a function of this template. Set it with --function-env Quick.TABLE=VALUE"
                .formatted(template));
  }

  @Test
  void aVariableOfNobodyIsRefused() {
    catalog.add(template);
    catalog.variable("Table", "A", "b");

    assertThatThrownBy(this::register)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a variable is for function Table, which does not exist");
  }

  private List<String> register() {
    return catalog.register(
        registry,
        (name, others, variables, timeout) -> {
          FunctionSettings made =
              new FunctionSettings(
                  name,
                  variables,
                  timeout,
                  () -> URI.create("http://127.0.0.1:4599"),
                  null,
                  new OpenAccess()::open,
                  line -> {});
          settings.put(name, made);
          aliases.put(name, Arrays.asList(others));
          return made;
        });
  }
}
