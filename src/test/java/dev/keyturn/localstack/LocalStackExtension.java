package dev.keyturn.localstack;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One LocalStack for all test classes of a run. */
final class LocalStackExtension implements BeforeAllCallback {

  private LocalStack localStack;

  @Override
  public void beforeAll(ExtensionContext context) {
    localStack =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .getOrComputeIfAbsent(LocalStack.class, key -> LocalStack.start(), LocalStack.class);
  }

  LocalStack localStack() {
    return localStack;
  }
}
