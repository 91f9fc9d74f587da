package dev.keyturn.cli;

/**
 * An environment variable of a function, as {@code --function-env} gives it.
 *
 * @param function the function's name
 * @param key the variable
 * @param value its value
 */
record FunctionVariable(String function, String key, String value) {

  static FunctionVariable parse(String text) {
    int dot = text.indexOf('.');
    int equal = text.indexOf('=', dot + 1);
    if (dot < 1 || equal < dot + 2) {
      throw new UsageException("--function-env takes NAME.KEY=VALUE");
    }
    return new FunctionVariable(
        text.substring(0, dot), text.substring(dot + 1, equal), text.substring(equal + 1));
  }
}
