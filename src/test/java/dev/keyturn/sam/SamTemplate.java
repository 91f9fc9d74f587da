package dev.keyturn.sam;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A template of the project's as CloudFormation reads it once its parameters are given; knows the
 * intrinsic functions that the templates use, and refuses others.
 */
public final class SamTemplate {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]+)}");
  private static final Object NO_VALUE = new Object();

  private final Map<?, ?> template;
  private final Map<String, Object> values = new HashMap<>();

  private SamTemplate(Map<?, ?> template, String account, Map<String, String> parameters) {
    this.template = template;
    section("Parameters")
        .forEach(
            (name, parameter) -> {
              Map<?, ?> members = (Map<?, ?>) parameter;
              String given = parameters.get(String.valueOf(name));
              String text = given == null ? String.valueOf(members.get("Default")) : given;
              values.put(
                  String.valueOf(name),
                  members.get("Type").equals("CommaDelimitedList")
                      ? List.of(text.split(",", -1))
                      : text);
            });
    values.put("AWS::Partition", "aws");
    values.put("AWS::Region", "us-east-1");
    values.put("AWS::AccountId", account);
    values.put("AWS::StackName", "keyturn");
    values.put("AWS::URLSuffix", "amazonaws.com");
    values.put("AWS::NoValue", NO_VALUE);
  }

  /** Reads {@code template.yaml}; parameters that are not given have their defaults. */
  public static SamTemplate read(Map<String, String> parameters) throws IOException {
    return read(Path.of("template.yaml"), "123456789012", parameters);
  }

  /** Reads a template that is deployed in an account. */
  public static SamTemplate read(Path file, String account, Map<String, String> parameters)
      throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      return new SamTemplate(new Yaml(new Tags()).load(reader), account, parameters);
    }
  }

  /** The parameters as they are declared. */
  Map<String, Map<?, ?>> parameters() {
    Map<String, Map<?, ?>> parameters = new LinkedHashMap<>();
    section("Parameters")
        .forEach((name, parameter) -> parameters.put(String.valueOf(name), (Map<?, ?>) parameter));
    return parameters;
  }

  /** What consoles show of it. */
  Map<?, ?> metadata() {
    return section("Metadata");
  }

  /** A property of a resource, with nothing left to be resolved. */
  public Object property(String resource, String property) {
    Map<?, ?> members = (Map<?, ?>) Objects.requireNonNull(section("Resources").get(resource));
    return resolve(((Map<?, ?>) members.get("Properties")).get(property));
  }

  /** The statements of all policies of a role. */
  public List<Map<?, ?>> statements(String role) {
    List<Map<?, ?>> statements = new ArrayList<>();
    for (Object policy : (List<?>) property(role, "Policies")) {
      Map<?, ?> document = (Map<?, ?>) ((Map<?, ?>) policy).get("PolicyDocument");
      ((List<?>) document.get("Statement")).forEach(item -> statements.add((Map<?, ?>) item));
    }
    return statements;
  }

  private Map<?, ?> section(String name) {
    return (Map<?, ?>) Objects.requireNonNull(template.get(name));
  }

  private Object resolve(Object node) {
    if (node instanceof Call call) {
      return call(call);
    }
    if (node instanceof List<?> list) {
      return list.stream().map(this::resolve).filter(item -> item != NO_VALUE).toList();
    }
    if (node instanceof Map<?, ?> map) {
      Map<Object, Object> resolved = new LinkedHashMap<>();
      map.forEach(
          (key, value) -> {
            Object item = resolve(value);
            if (item != NO_VALUE) {
              resolved.put(key, item);
            }
          });
      return resolved;
    }
    return node;
  }

  private Object call(Call call) {
    return switch (call.function()) {
      case "Ref", "GetAtt" -> value(String.valueOf(call.argument()));
      case "Sub" ->
          call.argument() instanceof List<?> list
              ? substitute(String.valueOf(list.get(0)), (Map<?, ?>) list.get(1))
              : substitute(String.valueOf(call.argument()), Map.of());
      case "If" -> resolve(argument(call, condition(String.valueOf(argument(call, 0))) ? 1 : 2));
      case "Join" ->
          String.join(
              String.valueOf(argument(call, 0)),
              ((List<?>) resolve(argument(call, 1))).stream().map(String::valueOf).toList());
      case "FindInMap" ->
          member(
              member(member(section("Mappings"), argument(call, 0)), resolve(argument(call, 1))),
              argument(call, 2));
      case "Split" ->
          List.of(
              String.valueOf(resolve(argument(call, 1)))
                  .split(Pattern.quote(String.valueOf(argument(call, 0))), -1));
      case "Equals" -> resolve(argument(call, 0)).equals(resolve(argument(call, 1)));
      case "Not" -> !((Boolean) resolve(argument(call, 0)));
      default -> throw new AssertionError("the template calls " + call);
    };
  }

  private String substitute(String text, Map<?, ?> own) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            found -> {
              String name = found.group(1);
              Object value =
                  own.containsKey(name)
                      ? resolve(Objects.requireNonNull(own.get(name)))
                      : value(name);
              return Matcher.quoteReplacement(String.valueOf(value));
            });
  }

  private boolean condition(String name) {
    return (Boolean) resolve(Objects.requireNonNull(section("Conditions").get(name)));
  }

  /** An attribute of a resource is an ARN, whatever the resource. */
  private Object value(String name) {
    if (name.endsWith(".Arn")) {
      return "arn:aws:made-up:us-east-1:123456789012:" + name;
    }
    return Objects.requireNonNull(values.get(name), name);
  }

  private static Object member(Object map, Object name) {
    return Objects.requireNonNull(((Map<?, ?>) map).get(name), name.toString());
  }

  private static Object argument(Call call, int number) {
    return ((List<?>) call.argument()).get(number);
  }

  /** An intrinsic function: {@code !Sub …}. */
  private record Call(String function, Object argument) {}

  private static final class Tags extends SafeConstructor {

    Tags() {
      super(new LoaderOptions());
      yamlMultiConstructors.put(
          "!",
          new AbstractConstruct() {
            @Override
            public Object construct(Node node) {
              return new Call(node.getTag().getValue().substring(1), argument(node));
            }
          });
    }

    private Object argument(Node node) {
      if (node instanceof ScalarNode scalar) {
        return scalar.getValue();
      }
      return node instanceof SequenceNode sequence
          ? constructSequence(sequence)
          : constructMapping((MappingNode) node);
    }
  }
}
