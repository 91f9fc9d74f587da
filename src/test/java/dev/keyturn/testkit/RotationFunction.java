package dev.keyturn.testkit;

import dev.keyturn.RotationHandler;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A rotation function of an {@link EmbeddedSecretsManager}: a class, in the test's own JVM. */
@Documented
@Target({})
@Retention(RetentionPolicy.RUNTIME)
public @interface RotationFunction {

  /**
   * Names the function.
   *
   * @return NAME in {@code arn:aws:lambda:…:function:NAME}
   */
  String name();

  /**
   * Says what the function runs.
   *
   * @return a class that has a public constructor without parameters, as Lambda calls it
   */
  Class<? extends RotationHandler<?, ?>> handler();

  /**
   * Sets the function's environment variables; it sees no others.
   *
   * @return each as {@code NAME=VALUE}
   */
  String[] environment() default {};
}
