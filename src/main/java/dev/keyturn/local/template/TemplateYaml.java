package dev.keyturn.local.template;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * CloudFormation's YAML, or JSON, as mappings, lists and texts. Numbers and dates stay the texts
 * that they are; short tags become the long names of their functions.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html">Template
 *     formats</a>
 */
final class TemplateYaml {

  private static final String TAG = "!";

  private TemplateYaml() {}

  static Map<?, ?> read(Path file) {
    LoaderOptions loader = new LoaderOptions();
    loader.setAllowDuplicateKeys(false);
    DumperOptions dumper = new DumperOptions();
    Yaml yaml =
        new Yaml(
            new ShortTags(loader), new Representer(dumper), dumper, loader, new TextsAndBooleans());
    try {
      if (yaml.load(Files.readString(file)) instanceof Map<?, ?> template) {
        return template;
      }
      throw new IllegalArgumentException(
          "template %s is no mapping; a template has at least Resources".formatted(file));
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no template %s".formatted(file), e);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("template %s is not UTF-8".formatted(file), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "template %s cannot be read: %s".formatted(file, e.getMessage()), e);
    } catch (YAMLException e) {
      throw new IllegalArgumentException("template %s %s".formatted(file, problem(e)), e);
    }
  }

  private static String problem(YAMLException e) {
    if (e instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
      return "is not YAML: line %d, column %d: %s"
          .formatted(
              marked.getProblemMark().getLine() + 1,
              marked.getProblemMark().getColumn() + 1,
              marked.getProblem());
    }
    return "is not YAML: " + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** {@code !Sub x} is {@code {"Fn::Sub": "x"}}. */
  private static final class ShortTags extends SafeConstructor {
    ShortTags(LoaderOptions options) {
      super(options);
      yamlMultiConstructors.put(
          TAG,
          new AbstractConstruct() {
            @Override
            public Object construct(Node node) {
              return Map.of(longName(node.getTag()), argument(node));
            }
          });
      yamlConstructors.put(
          Tag.BOOL,
          new AbstractConstruct() {
            @Override
            public Object construct(Node node) {
              String word = constructScalar((ScalarNode) node);
              return Pattern.matches("(?i)true|yes|on", word) ? "true" : "false";
            }
          });
    }

    private static String longName(Tag tag) {
      String name = tag.getValue().substring(TAG.length());
      return name.equals("Ref") || name.equals("Condition") ? name : "Fn::" + name;
    }

    private Object argument(Node node) {
      if (node instanceof MappingNode mapping) {
        return constructMapping(mapping);
      }
      return node instanceof SequenceNode sequence
          ? constructSequence(sequence)
          : constructScalar((ScalarNode) node);
    }
  }

  /** Without a type of their own for numbers and dates, which a template never computes with. */
  private static final class TextsAndBooleans extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
      addImplicitResolver(Tag.MERGE, MERGE, "<");
      addImplicitResolver(Tag.NULL, NULL, "~nN\0");
      addImplicitResolver(Tag.NULL, EMPTY, null);
    }
  }

  /** A member of a mapping that may be none, or null. */
  static @Nullable Object member(@Nullable Object mapping, String... path) {
    Object value = mapping;
    for (String name : path) {
      value = value instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return value;
  }

  static Map<?, ?> mapping(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }
}
