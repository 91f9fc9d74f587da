package dev.keyturn.local.template;

import static dev.keyturn.local.template.TemplateYaml.mapping;
import static dev.keyturn.local.template.TemplateYaml.member;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A SAM or CloudFormation template, as it would be deployed with the defaults of its parameters.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy.html">Template
 *     anatomy</a>
 */
public final class SamTemplate {

  private final Path file;
  private final Map<?, ?> template;

  private SamTemplate(Path file) {
    this.file = file;
    this.template = TemplateYaml.read(file);
  }

  /**
   * Reads a template, and instead of it the one that {@code sam build} has made of it, if it has.
   *
   * @param file YAML or JSON
   * @return the template, which has at least one function
   * @throws IllegalArgumentException if it cannot be read, has no function, or was not built since
   *     it got one, saying what to do
   */
  public static SamTemplate read(Path file) {
    SamTemplate source = new SamTemplate(file);
    if (source.ids().isEmpty()) {
      throw new IllegalArgumentException(
          "template %s has no resource of type AWS::Serverless::Function or AWS::Lambda::Function"
              .formatted(file));
    }
    Path built = file.toAbsolutePath().resolveSibling(".aws-sam/build/template.yaml");
    return Files.exists(built) ? source.replacedBy(new SamTemplate(built)) : source;
  }

  private SamTemplate replacedBy(SamTemplate built) {
    List<String> missing = new ArrayList<>(ids());
    missing.removeAll(built.ids());
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "template %s has function %s, which %s lacks. Run sam build again"
              .formatted(file, missing.get(0), built.file));
    }
    return built;
  }

  /**
   * Lists its functions.
   *
   * @return those whose conditions hold, in the order of the template
   * @throws IllegalArgumentException if a condition is known only once it is deployed
   */
  public List<TemplateFunction> functions() {
    return ids().stream()
        .map(id -> new FunctionResource(file, template, id))
        .filter(FunctionResource::deployed)
        .map(TemplateFunction::new)
        .toList();
  }

  private List<String> ids() {
    return mapping(member(template, "Resources")).entrySet().stream()
        .filter(resource -> FunctionResource.isFunction(resource.getValue()))
        .map(resource -> String.valueOf(resource.getKey()))
        .toList();
  }
}
