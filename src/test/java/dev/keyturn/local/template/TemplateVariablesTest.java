package dev.keyturn.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A function's environment as the template's own defaults make it. */
class TemplateVariablesTest {

  private static final String TEMPLATE =
      """
      AWSTemplateFormatVersion: 2010-09-09
      Transform: AWS::Serverless-2016-10-31
      Parameters:
        Host: {Type: String, Default: db.example.com}
        Port: {Type: Number, Default: 5432}
        Hosts: {Type: CommaDelimitedList, Default: 'a, b,c'}
        Ports: {Type: List<Number>, Default: '1,2'}
        None: {Type: CommaDelimitedList, Default: ''}
        Empty: {Type: String, Default: ''}
        Asked: {Type: String}
        Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /app/host}
      Mappings:
        Sizes: {small: {Length: 16}, 'us-east-1': {Length: 20}, 'eu-west-1': {Length: 24}}
      Conditions:
        Always: !Equals [!Ref Host, db.example.com]
        Never: !Not [!Condition Always]
        Both: !And [!Condition Always, {'Fn::Equals': [!Ref Port, '5432']}]
        Either: !Or [!Condition Never, Condition: Always]
        Europe: !Equals [!Ref 'AWS::Region', eu-west-1]
        Loop: !Not [!Condition Loop]
        Odd: !Ref Host
      Globals:
        Function:
          Runtime: java25
          Environment:
            Variables: {GLOBAL: global, SHARED: global}
      Resources:
        Table: {Type: 'AWS::DynamoDB::Table'}
        Named:
          Type: AWS::Serverless::Function
          Properties: {FunctionName: !Sub '${AWS::StackName}-named', Handler: a.B}
        Plain:
          Type: AWS::Lambda::Function
          Properties:
            Handler: a.B
            Environment:
              Variables: {OWN: own}
        Itself:
          Type: AWS::Serverless::Function
          Properties: {FunctionName: !Ref Itself, Handler: a.B}
        Rotator:
          Type: AWS::Serverless::Function
          Properties:
            Handler: a.B
            Environment:
              Variables:
                SHARED: own
                V: %s
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      value = {
        "text @ text",
        "'5432' @ 5432",
        "0080 @ 0080",
        "1.10 @ 1.10",
        "1_000 @ 1_000",
        "2026-11-24 @ 2026-11-24",
        "true @ true",
        "Yes @ true",
        "off @ false",
        "'' @ ",
        "!Ref Host @ db.example.com",
        "{Ref: Port} @ 5432",
        "!Ref Empty @ ",
        "!Ref AWS::Region @ eu-west-1",
        "!Ref 'AWS::AccountId' @ 123456789012",
        "!Sub '${AWS::Partition} ${AWS::URLSuffix} ${AWS::StackName}' @ aws amazonaws.com local",
        "!Ref 'AWS::StackId' @ arn:aws:cloudformation:eu-west-1:123456789012:stack/local/00000000-0000-4000-8000-000000000000",
        "!Ref Plain @ Plain",
        "!Ref Named @ local-named",
        "!GetAtt Named.Arn @ arn:aws:lambda:eu-west-1:123456789012:function:local-named",
        "{'Fn::GetAtt': [Plain, Arn]} @ arn:aws:lambda:eu-west-1:123456789012:function:Plain",
        "!Sub '${Host}:${ Port }/${Plain.Arn}/${!Host}' @ db.example.com:5432/arn:aws:lambda:eu-west-1:123456789012:function:Plain/${Host}",
        "!Sub ['${Own}-${Host}$', {Own: !Ref Port}] @ 5432-db.example.com$",
        "!Join [',', !Ref Hosts] @ a,b,c",
        "!Join ['', !Ref None] @ ",
        "!Join ['/', [x, !Ref Port, !Select [1, !Ref Hosts]]] @ x/5432/b",
        "!Select [0, !Split ['.', !Ref Host]] @ db",
        "!Join ['+', !Split ['.', a.b.]] @ a+b+",
        "!If [Always, y, !Ref Table] @ y",
        "!If [Never, !Ref Asked, !Ref Host] @ db.example.com",
        "!If [Both, !If [Either, inner, x], x] @ inner",
        "!If [Europe, europe, elsewhere] @ europe",
        "!FindInMap [Sizes, small, Length] @ 16",
        "!FindInMap [Sizes, !Ref 'AWS::Region', Length] @ 24",
      })
  void aValueIsResolved(String value, String text) throws IOException {
    assertThat(variables("Rotator", value, "eu-west-1", Map.of()))
        .containsEntry("V", text == null ? "" : text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"!Ref AWS::NoValue", "!If [Never, x, !Ref 'AWS::NoValue']", "~", "null", ""})
  void noValueIsNoVariable(String value) throws IOException {
    assertThat(variables("Rotator", value, "eu-west-1", Map.of()))
        .isEqualTo(Map.of("GLOBAL", "global", "SHARED", "own"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      value = {
        "!Ref Table @ Table is neither a parameter nor a function of this template",
        "!Ref Nothing @ Nothing is neither a parameter nor a function of this template",
        "!Sub '${Table}-x' @ Table is neither a parameter nor a function of this template",
        "!GetAtt Table.Arn @ Table.Arn is known only once the template is deployed",
        "!Sub '${Plain.Version}' @ Plain.Version is known only once the template is deployed",
        "!GetAtt Table @ Table is known only once the template is deployed",
        "!Ref Asked @ parameter Asked has no Default",
        "!Ref Stored @ parameter Stored is read from Parameter Store",
        "!Ref Itself @ function Itself refers to itself",
        "!If [Loop, a, b] @ condition Loop refers to itself",
        "!If [Missing, a, b] @ there is no condition Missing",
        "!If [Odd, a, b] @ a condition is none of Condition, Equals, Not, And and Or",
        "!If [Always, a] @ Fn::If takes a list of 3",
        "!Ref Hosts @ a list, a mapping or nothing stands where a text is needed",
        "{A: b, C: d} @ a list, a mapping or nothing stands where a text is needed",
        "[a] @ a list, a mapping or nothing stands where a text is needed",
        "!Select [3, !Ref Hosts] @ there is no element 3 in a list of 3",
        "!Select [-1, !Ref Hosts] @ there is no element -1 in a list of 3",
        "!Join [',', !Ref Host] @ a text stands where a list is needed",
        "!Join x @ Fn::Join takes a list of 2",
        "!FindInMap [Sizes, large, Length] @ there is no large.Length in mapping Sizes",
        "!ImportValue x @ Fn::ImportValue is computed by CloudFormation alone",
        "!Base64 x @ Fn::Base64 is computed by CloudFormation alone",
        "'{{resolve:ssm:/app/host}}' @ a dynamic reference is resolved by CloudFormation alone",
        "!Sub '{{resolve:ssm:${Host}}}' @ a dynamic reference is resolved by CloudFormation alone",
      })
  void whatIsNotKnownIsToldWithItsPlace(String value, String why) throws IOException {
    assertThatThrownBy(() -> variables("Rotator", value, "eu-west-1", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "template %s: Resources.Rotator.Properties.Environment.Variables.V: %s. Set it with --function-env Rotator.V=VALUE"
                .formatted(directory.resolve("template.yaml"), why));

    assertThat(variables("Rotator", value, "eu-west-1", Map.of("V", "given")))
        .as("unless it does not matter")
        .containsEntry("V", "given");
  }

  @Test
  void regionsDiffer() throws IOException {
    String value = "!FindInMap [Sizes, !Ref 'AWS::Region', Length]";

    assertThat(variables("Rotator", value, "us-east-1", Map.of())).containsEntry("V", "20");
    assertThatThrownBy(() -> variables("Rotator", value, "sa-east-1", Map.of()))
        .hasMessageContaining("there is no sa-east-1.Length in mapping Sizes");
    assertThat(variables("Rotator", "!Ref AWS::Partition", "cn-north-1", Map.of()))
        .containsEntry("V", "aws-cn");
    assertThat(variables("Rotator", "!Ref AWS::URLSuffix", "cn-north-1", Map.of()))
        .containsEntry("V", "amazonaws.com.cn");
  }

  @Test
  void globalsAreForServerlessFunctions() throws IOException {
    assertThat(variables("Rotator", "x", "us-east-1", Map.of("NEW", "n", "SHARED", "given")))
        .isEqualTo(Map.of("GLOBAL", "global", "SHARED", "given", "V", "x", "NEW", "n"));
    assertThat(variables("Plain", "x", "us-east-1", Map.of())).isEqualTo(Map.of("OWN", "own"));
  }

  /** Once deployed they lead to AWS, but here the function must not get there. */
  @Test
  void noVariableLeadsToAnotherSecretsManager() throws IOException {
    String value =
        """
        x
                SECRETS_MANAGER_ENDPOINT: !Sub 'https://secretsmanager.${AWS::Region}.amazonaws.com'
                AWS_ENDPOINT_URL: https://example.com
                AWS_ENDPOINT_URL_SECRETS_MANAGER: !Ref Table""";

    assertThat(variables("Rotator", value, "us-east-1", Map.of()))
        .isEqualTo(Map.of("GLOBAL", "global", "SHARED", "own", "V", "x"));
    assertThat(
            variables(
                "Rotator", value, "us-east-1", Map.of("AWS_ENDPOINT_URL", "http://127.0.0.1:1")))
        .as("unless somebody asks for it")
        .containsEntry("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
  }

  @Test
  void theWholeEnvironmentMayDependOnACondition() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("template.yaml"),
            """
            Conditions: {Always: !Equals [a, a]}
            Resources:
              A:
                Type: AWS::Serverless::Function
                Properties:
                  Environment: !If [Always, {Variables: {V: yes}}, !Ref 'AWS::NoValue']
              B:
                Type: AWS::Serverless::Function
                Properties:
                  Environment:
                    Fn::If: [Always, !Ref 'AWS::NoValue', {Variables: {V: x}}]
              C:
                Type: AWS::Serverless::Function
                Properties:
                  Environment:
                    Variables: !If [Unknown, {V: x}, {V: y}]
            """);
    SamTemplate template = SamTemplate.read(file);

    assertThat(template.functions().get(0).variables("us-east-1", Map.of()))
        .isEqualTo(Map.of("V", "true"));
    assertThat(template.functions().get(1).variables("us-east-1", Map.of())).isEmpty();
    assertThatThrownBy(() -> template.functions().get(2).variables("us-east-1", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "template %s: Resources.C.Properties.Environment: there is no condition Unknown"
                .formatted(file));
  }

  private Map<String, String> variables(
      String id, String value, String region, Map<String, String> overrides) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("template.yaml"), TEMPLATE.replace("%s", value.strip()));
    Map<?, ?> template = TemplateYaml.read(file);
    return new TemplateFunction(new FunctionResource(file, template, id))
        .variables(region, overrides);
  }
}
