package dev.keyturn.local.template;

import dev.keyturn.local.functions.FunctionTarget;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A function of a template, as it would be deployed. Immutable. */
public final class TemplateFunction {

  private static final int LONGEST_SECONDS = 900;

  private final FunctionResource resource;

  TemplateFunction(FunctionResource resource) {
    this.resource = resource;
  }

  /**
   * Tells what it is called.
   *
   * @return its {@code FunctionName} if it has one, and its logical id
   * @throws IllegalArgumentException if the name is known only once it is deployed
   */
  public List<String> names() {
    String id = resource.id();
    String name =
        resource.place("FunctionName").resolve(() -> resource.stack().functionName(id), "");
    return List.copyOf(new LinkedHashSet<>(List.of(name, id)));
  }

  /**
   * Tells why it cannot run here, whatever is installed.
   *
   * @return the reason, or empty if it can
   * @throws IllegalArgumentException if that is known only once it is deployed
   */
  public Optional<String> unsupported() {
    return new TemplateCode(resource).unsupported();
  }

  /**
   * Tells how it runs.
   *
   * @return the code, and what runs it
   * @throws IllegalArgumentException if it cannot run, saying what to do
   */
  public FunctionTarget target() {
    return new TemplateCode(resource).target();
  }

  /**
   * Tells how long an invocation may take.
   *
   * @return the template's own limit, or empty if it has none
   * @throws IllegalArgumentException if it is no number of seconds from 1 to 900
   */
  public Optional<Duration> timeout() {
    return resource.text("Timeout").map(this::seconds);
  }

  private Duration seconds(String text) {
    if (text.matches("\\d{1,3}")) {
      int seconds = Integer.parseInt(text);
      if (seconds >= 1 && seconds <= LONGEST_SECONDS) {
        return Duration.ofSeconds(seconds);
      }
    }
    throw resource
        .place("Timeout")
        .wrong("is '%s', which is no number of seconds from 1 to 900".formatted(text));
  }

  /**
   * Gives its environment variables, without those that would lead it to another Secrets Manager.
   *
   * @param region where its secret is
   * @param overrides variables whose values in the template do not matter
   * @return names and values, with the overrides
   * @throws IllegalArgumentException if a value is known only once it is deployed
   */
  public Map<String, String> variables(String region, Map<String, String> overrides) {
    return new TemplateVariables(resource).in(region, overrides);
  }
}
