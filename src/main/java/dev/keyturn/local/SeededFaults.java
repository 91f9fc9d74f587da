package dev.keyturn.local;

import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.model.ApiModel;
import dev.keyturn.local.secrets.Faults;
import dev.keyturn.local.secrets.Faults.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the errors that a seed file has operations answer, and checks that AWS could. */
final class SeededFaults {

  static final Set<String> MEMBERS = Set.of("operation", "error", "secret", "times");

  /** Any operation of AWS may be throttled, which the API model does not list. */
  private static final String THROTTLED = "ThrottlingException";

  private final ApiModel model = ApiModel.load();

  Faults read(List<SeedObject> objects) {
    List<Fault> faults = new ArrayList<>();
    for (SeedObject object : objects) {
      faults.add(fault(object));
    }
    return new Faults(faults);
  }

  private Fault fault(SeedObject object) {
    String operation = operation(object);
    String secret = object.optionalText("secret");
    if (secret != null && !model.takes(operation, "SecretId") && !model.takes(operation, "Name")) {
      throw object.wrong(
          "%s is not about one secret, so 'secret' has no meaning".formatted(operation));
    }
    return new Fault(operation, secret, error(object, operation), times(object));
  }

  private String operation(SeedObject object) {
    String operation = object.text("operation");
    if (!model.knows(operation)) {
      throw object.wrong("there is no operation '%s'".formatted(operation));
    }
    return operation;
  }

  private ApiException error(SeedObject object, String operation) {
    String code = object.text("error");
    String text = "The seed file has %s answer this error.".formatted(operation);
    if (code.equals(THROTTLED)) {
      return ApiException.client(code, text);
    }
    List<String> possible = model.errors(operation);
    if (!possible.contains(code)) {
      throw object.wrong(
          "%s does not answer '%s'; its errors are %s, %s"
              .formatted(operation, code, String.join(", ", possible), THROTTLED));
    }
    return model.fault(code) ? ApiException.fault(text) : ApiException.client(code, text);
  }

  private static int times(SeedObject object) {
    Long times = object.optionalNumber("times");
    if (times == null) {
      return 1;
    }
    if (times < 1 || times > Integer.MAX_VALUE) {
      throw object.wrong("'times' is not a positive number");
    }
    return times.intValue();
  }
}
