package dev.keyturn.cli.doctor;

import dev.keyturn.RotationEnvironment;
import dev.keyturn.RotationHandler;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.rotation.CredentialReport;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rotator that logs in: the one that was named, or the one that the secret is for. */
public final class RotatorChoice {

  /** AWS's rotation templates give a step this long. */
  private static final Duration TIME = Duration.ofSeconds(30);

  static final String REMEDY =
      "Put what is missing on the class path of this command, or into the DIR of --rotator"
          + " class:DIR!NAME";

  private final FunctionTarget.@Nullable InProcess named;
  private final Map<String, String> variables;

  private RotatorChoice(FunctionTarget.@Nullable InProcess named, Map<String, String> variables) {
    this.named = named;
    this.variables = Map.copyOf(variables);
  }

  /**
   * Chooses.
   *
   * @param target {@code class:[DIR!]NAME}, or null to go by the secret
   * @param variables the function's environment variables
   * @return the choice
   * @throws IllegalArgumentException if it is no such target
   */
  public static RotatorChoice of(@Nullable String target, Map<String, String> variables) {
    if (target == null) {
      return new RotatorChoice(null, variables);
    }
    if (target.startsWith("class:")
        && FunctionTarget.parse(target) instanceof FunctionTarget.InProcess named) {
      return new RotatorChoice(named, variables);
    }
    throw new IllegalArgumentException(
        "--rotator is '%s', but a rotator that logs in from here is class:[DIR!]NAME"
            .formatted(target));
  }

  /**
   * Finds out which credentials log in.
   *
   * @return empty if no rotator was named and the secret does not say whose it is
   * @throws IllegalArgumentException if the rotator cannot be constructed, saying why
   */
  Optional<CredentialReport> report(Subject subject, boolean logIn) {
    return target(subject).map(target -> report(target, subject, logIn));
  }

  private Optional<FunctionTarget.InProcess> target(Subject subject) {
    if (named != null) {
      return Optional.of(named);
    }
    Labels labels = subject.labels();
    return Stream.of(Labels.CURRENT, Labels.PENDING)
        .flatMap(label -> labels.holder(label).stream())
        .flatMap(version -> subject.value(version).stream())
        .flatMap(value -> KnownRotators.of(value).stream())
        .findFirst()
        .map(name -> new FunctionTarget.InProcess(null, name));
  }

  private CredentialReport report(FunctionTarget.InProcess target, Subject subject, boolean logIn) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      RotationHandler<?, ?> handler =
          RotationEnvironment.of(subject.store())
              .withVariables(variables)
              .construct(target.constructor("the rotator"));
      // As Lambda does it, so that a rotator finds the services of its own jars.
      thread.setContextClassLoader(handler.getClass().getClassLoader());
      return handler.checkCredentials(subject.secret(), logIn, TIME);
    } catch (NoClassDefFoundError e) {
      throw new IllegalArgumentException(
          "the rotator: class %s or one that it needs is not found: %s"
              .formatted(target.className(), e.getMessage()),
          e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
