package dev.keyturn.sam;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A parameter that is out of its range is refused by CloudFormation before anything is made, and
 * the message has the parameter's own words.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html">CloudFormation:
 *     ConstraintDescription</a>
 */
class TemplateParametersTest {

  private static final String INTERFACE = "AWS::CloudFormation::Interface";

  /** Text of any kind, which the function itself judges. */
  private static final Set<String> FREE = Set.of("CaBundle", "ExcludeCharacters");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "template.yaml",
        "templates/mysql.yaml",
        "templates/mariadb.yaml",
        "templates/redis.yaml",
        "templates/iam.yaml"
      })
  void everyParameterSaysWhatItTakesAndTakesItsDefault(Path template) throws IOException {
    SamTemplate read = read(template);
    Map<String, Map<?, ?>> parameters = read.parameters();

    parameters.forEach(
        (name, parameter) -> {
          assertThat(parameter.get("Description")).as(name).isNotNull();
          assertThat(
                  Stream.of("AllowedPattern", "AllowedValues", "MaxValue")
                      .filter(parameter::containsKey))
              .as("what %s takes", name)
              .hasSize(FREE.contains(name) ? 0 : 1);
          if (parameter.containsKey("AllowedPattern")) {
            assertThat(parameter.get("ConstraintDescription")).as(name).isNotNull();
          }
          Object preset = parameter.get("Default");
          assertThat(preset == null || takes(parameter, preset.toString()))
              .as("%s takes its default, %s", name, preset)
              .isTrue();
        });
    assertThat(grouped(read)).containsExactlyInAnyOrderElementsOf(parameters.keySet());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          RotationStrategy   | alternating                    | both
          SecretNamePrefix   | app/                           | app db
          SecretAccount      | 210987654321                   | 21098765432
          AdminSecretArns    | arn:aws:secretsmanager:eu-west-1:123456789012:secret:admin-AbCdEf | arn:aws:secretsmanager:eu-west-1:123456789012:secret:admin
          AdminHosts         | db.example.com                 | db example
          KmsKeyArns         | arn:aws:kms:eu-west-1:123456789012:key/1234abcd | arn:aws:kms:eu-west-1:123456789012:alias/app
          SecretArn          | arn:aws:secretsmanager:eu-west-1:123456789012:secret:app-AbCdEf | app
          ScheduleExpression | cron(0 4 1 * ? *)              | cron(30 4 1 * ? *)
          ScheduleExpression | rate(30 days)                  | rate(30)
          Duration           | 3h                             | 3
          RotateImmediately  | true                           | yes
          SubnetIds          | subnet-0123abcd                | 10.0.1.0/24
          SecurityGroupIds   | sg-0123abcd                    | database
          SecretsManagerEndpoint | https://vpce-0123456789abcdef0.secretsmanager.eu-west-1.vpce.amazonaws.com | vpce-0123456789abcdef0
          PasswordLength     | 32                             | 7
          ExcludePunctuation | false                          | no
          ObjectOwner        | original                       | admin
          MemorySize         | 512                            | 128
          Architecture       | arm64                          | arm
          SnapStart          | on                             | true
          SnapStart          | on-2                           | on2
          LogRetentionDays   | 90                             | 91
          FailureEmail       | team@example.com               | team
          """)
  void refusesWhatIsOutOfItsRange(String name, String good, String bad) throws IOException {
    Map<?, ?> parameter = read(Path.of("template.yaml")).parameters().get(name);

    assertThat(takes(parameter, good)).as(good).isTrue();
    assertThat(takes(parameter, bad)).as(bad).isFalse();
  }

  private static SamTemplate read(Path template) throws IOException {
    return SamTemplate.read(template, "123456789012", Map.of("UserArns", ""));
  }

  /**
   * As CloudFormation does it: a pattern is for the whole of a text, or of an element of a list.
   */
  private static boolean takes(Map<?, ?> parameter, String value) {
    if (parameter.get("AllowedPattern") instanceof String pattern) {
      return Pattern.matches(pattern, value);
    }
    if (parameter.get("AllowedValues") instanceof List<?> values) {
      return values.stream().map(String::valueOf).anyMatch(value::equals);
    }
    if (parameter.get("MinValue") instanceof Integer least
        && parameter.get("MaxValue") instanceof Integer most) {
      return Integer.parseInt(value) >= least && Integer.parseInt(value) <= most;
    }
    return true;
  }

  private static Set<String> grouped(SamTemplate template) {
    Set<String> names = new TreeSet<>();
    Map<?, ?> console = (Map<?, ?>) template.metadata().get(INTERFACE);
    for (Object group : (List<?>) console.get("ParameterGroups")) {
      for (Object name : (List<?>) ((Map<?, ?>) group).get("Parameters")) {
        assertThat(names.add(String.valueOf(name))).as("%s is in one group", name).isTrue();
      }
    }
    return names;
  }
}
