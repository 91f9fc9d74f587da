package dev.keyturn.testkit;

import dev.keyturn.local.EmbeddedSecretsManagerBuilder;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.local.time.VirtualClock;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** What an annotation says, as the service's builder wants it. */
record ServiceDescription(EmbeddedSecretsManager annotation) {

  EmbeddedSecretsManagerBuilder builder() {
    EmbeddedSecretsManagerBuilder builder =
        dev.keyturn.local.EmbeddedSecretsManager.builder().clock(new VirtualClock(start()));
    for (RotationFunction function : annotation.functions()) {
      add(builder, function);
    }
    return builder;
  }

  private Instant start() {
    String time = annotation.startTime();
    try {
      return time.isEmpty() ? Instant.now() : Instant.parse(time);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "startTime of @EmbeddedSecretsManager is '%s', and not an instant like 2026-11-24T10:15:30Z"
              .formatted(time),
          e);
    }
  }

  private static void add(EmbeddedSecretsManagerBuilder builder, RotationFunction function) {
    builder.function(
        function.name(), new FunctionTarget.InProcess(null, function.handler().getName()));
    for (String variable : function.environment()) {
      int sign = variable.indexOf('=');
      if (sign < 1) {
        throw new IllegalArgumentException(
            "environment of @RotationFunction %s has '%s', and not NAME=VALUE"
                .formatted(function.name(), variable));
      }
      builder.functionVariable(
          function.name(), variable.substring(0, sign), variable.substring(sign + 1));
    }
  }
}
