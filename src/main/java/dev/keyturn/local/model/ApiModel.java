package dev.keyturn.local.model;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The API model, read once from its resource. Immutable. */
public final class ApiModel {

  private static final String RESOURCE = "secretsmanager-2017-10-17.json";

  private final Map<String, String> inputs = new HashMap<>();
  private final Map<String, List<String>> errors = new HashMap<>();
  private final Map<String, Shape> shapes = new HashMap<>();

  private ApiModel(Map<?, ?> model) {
    ((Map<?, ?>) Objects.requireNonNull(model.get("operations")))
        .forEach((name, operation) -> add((String) name, (Map<?, ?>) operation));
    ((Map<?, ?>) Objects.requireNonNull(model.get("shapes")))
        .forEach((name, shape) -> shapes.put((String) name, Shape.of((Map<?, ?>) shape)));
  }

  private void add(String name, Map<?, ?> operation) {
    inputs.put(name, String.valueOf(operation.get("input")));
    errors.put(name, Shape.texts(operation.get("errors")));
  }

  /**
   * Reads the model.
   *
   * @return the model of API version 2017-10-17
   */
  public static ApiModel load() {
    try (InputStream resource =
        Objects.requireNonNull(ApiModel.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return new ApiModel(JSON.std.mapFrom(resource));
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE, e);
    }
  }

  /**
   * Tells whether the API has an operation.
   *
   * @param operation its name
   * @return whether there is one of that name
   */
  public boolean knows(String operation) {
    return inputs.containsKey(operation);
  }

  /**
   * Tells which errors an operation may answer.
   *
   * @param operation its name
   * @return their codes, none for an operation that the API has not
   */
  public List<String> errors(String operation) {
    return errors.getOrDefault(operation, List.of());
  }

  /**
   * Tells whose mistake an error is.
   *
   * @param error its code
   * @return whether it is a fault of the service, not of the client
   */
  public boolean fault(String error) {
    return shape(error).fault();
  }

  /**
   * Tells whether a request of an operation can have a member.
   *
   * @param operation its name
   * @param member the member's name
   * @return whether the operation is known and takes it
   */
  public boolean takes(String operation, String member) {
    return knows(operation)
        && shape(Objects.requireNonNull(inputs.get(operation))).members().containsKey(member);
  }

  /**
   * Checks a request's members against their types and limits.
   *
   * @param operation a known operation
   * @param request its members as JSON gives them
   * @throws ApiException {@code SerializationException} or {@code ValidationException}
   */
  public void validate(String operation, Map<String, Object> request) {
    String input = Objects.requireNonNull(inputs.get(operation), operation);
    new RequestValidator(this).validate(shape(input), request);
  }

  Shape shape(String name) {
    return Optional.ofNullable(shapes.get(name))
        .orElseThrow(() -> new IllegalStateException("the API model has no shape " + name));
  }
}
