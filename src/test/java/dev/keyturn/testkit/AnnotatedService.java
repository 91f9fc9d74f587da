package dev.keyturn.testkit;

import dev.keyturn.testkit.EmbeddedSecretsManager.Lifecycle;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Starts what {@link EmbeddedSecretsManager} describes. Services are kept in JUnit's stores: a test
 * finds its own, else its class's, else that of the class around it, and each is closed with the
 * store that it is in.
 */
final class AnnotatedService implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(AnnotatedService.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    AnnotationSupport.findAnnotation(context.getRequiredTestClass(), EmbeddedSecretsManager.class)
        .ifPresent(annotation -> describe(context, annotation));
  }

  private static void describe(ExtensionContext context, EmbeddedSecretsManager annotation) {
    store(context).put(EmbeddedSecretsManager.class, annotation);
    if (annotation.lifecycle() == Lifecycle.PER_CLASS) {
      keep(context, RunningSecretsManager.alone(start(annotation)));
    } else if (annotation.lifecycle() == Lifecycle.PER_RUN) {
      keep(context, RunningSecretsManager.oneOf(ofTheRun(context, annotation)));
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    EmbeddedSecretsManager annotation =
        store(context).get(EmbeddedSecretsManager.class, EmbeddedSecretsManager.class);
    if (annotation.lifecycle() == Lifecycle.PER_METHOD) {
      keep(context, RunningSecretsManager.alone(start(annotation)));
    }
  }

  /** The root's store is that of the run; equal annotations describe one service. */
  private static SharedService ofTheRun(
      ExtensionContext context, EmbeddedSecretsManager annotation) {
    return store(context.getRoot())
        .getOrComputeIfAbsent(annotation, AnnotatedService::start, SharedService.class);
  }

  private static SharedService start(EmbeddedSecretsManager annotation) {
    return new SharedService(new ServiceDescription(annotation).builder());
  }

  private static void keep(ExtensionContext context, RunningSecretsManager service) {
    store(context).put(RunningSecretsManager.class, service);
    store(context).put(AutoCloseable.class, (AutoCloseable) service::close);
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getStore(NAMESPACE);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return ServiceParameters.has(parameter);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    RunningSecretsManager service =
        store(context).get(RunningSecretsManager.class, RunningSecretsManager.class);
    if (service == null) {
      throw new ParameterResolutionException(
          "with Lifecycle.PER_METHOD there is a Secrets Manager from @BeforeEach on: take it as a"
              + " parameter of that or of the test, not of a constructor or of @BeforeAll");
    }
    return ServiceParameters.value(parameter, service);
  }
}
