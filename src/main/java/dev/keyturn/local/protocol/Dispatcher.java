package dev.keyturn.local.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.auth.Access;
import dev.keyturn.local.auth.Caller;
import dev.keyturn.local.auth.Calls;
import dev.keyturn.local.auth.signature.WireRequest;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.events.ServiceObserver;
import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.model.ApiModel;
import dev.keyturn.local.secrets.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From a request's headers and body to an answer's status and body, whatever carries them. */
public final class Dispatcher {

  private static final String PREFIX = "secretsmanager.";
  private static final int OK = 200;

  /**
   * An answer.
   *
   * @param status the HTTP status
   * @param body JSON
   */
  record Response(int status, String body) {}

  private final ApiModel model;
  private final Map<String, Operation> operations;
  private final Access access;
  private final InstantSource clock;
  private final ServiceObserver observer;

  /**
   * Takes what requests are answered with.
   *
   * @param model checks requests
   * @param operations carry them out
   * @param access lets callers in
   * @param clock tells the time of events
   * @param observer hears of every call
   */
  public Dispatcher(
      ApiModel model,
      Map<String, Operation> operations,
      Access access,
      InstantSource clock,
      ServiceObserver observer) {
    this.model = model;
    this.operations = Map.copyOf(operations);
    this.access = access;
    this.clock = clock;
    this.observer = observer;
  }

  Response respond(WireRequest wire) {
    String target = wire.header("X-Amz-Target").orElse(null);
    Map<String, Object> request = Map.of();
    Caller caller = null;
    ApiException error = null;
    try {
      caller = access.admit(wire);
      String operation = operation(target);
      request = parse(wire.body());
      model.validate(operation, request);
      Map<String, Object> answer = perform(operation, caller, request);
      return new Response(OK, JSON.std.asString(answer));
    } catch (ApiException e) {
      error = e;
      return refusal(e);
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON to memory", e);
    } catch (RuntimeException e) {
      error = ApiException.fault("An error occurred on the server side.");
      return refusal(error);
    } finally {
      observer.observed(
          new ServiceEvent.ApiCall(
              clock.instant(),
              name(target),
              secret(request),
              error == null ? null : error.code(),
              error == null ? null : error.text(),
              origin(caller, wire)));
    }
  }

  private static ServiceEvent.Origin origin(@Nullable Caller caller, WireRequest wire) {
    return new ServiceEvent.Origin(
        caller == null ? null : caller.scope().account(),
        caller == null ? null : caller.scope().region(),
        wire.sourceIp(),
        wire.header("User-Agent").orElse(null));
  }

  private String operation(@Nullable String target) {
    String name = name(target);
    if (target == null || !target.startsWith(PREFIX) || !model.knows(name)) {
      throw ApiException.client(
          "UnknownOperationException",
          "The X-Amz-Target header names no operation; it looks like secretsmanager.GetSecretValue.");
    }
    return name;
  }

  private Map<String, Object> perform(
      String operation, Caller caller, Map<String, Object> request) {
    Operation known = operations.get(operation);
    if (known == null) {
      throw ApiException.client(
          "UnknownOperationException", "This service does not offer " + operation + ".");
    }
    return Calls.answer(caller, operation, known, request);
  }

  private static Map<String, Object> parse(byte[] body) {
    try (JsonParser parser = JSON.std.createParser(body)) {
      if (JSON.std.anyFrom(parser) instanceof Map<?, ?> map && parser.nextToken() == null) {
        Map<String, Object> members = new LinkedHashMap<>();
        map.forEach((name, value) -> members.put(String.valueOf(name), value));
        return members;
      }
    } catch (IOException e) {
      // The parser's message quotes what it read, which may be a secret.
    }
    throw ApiException.client("SerializationException", "The request body is not a JSON object.");
  }

  private static Response refusal(ApiException e) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("__type", e.code());
    members.put("Message", e.text());
    try {
      return new Response(e.status(), JSON.std.asString(members));
    } catch (IOException unwritable) {
      throw new UncheckedIOException("writing JSON to memory", unwritable);
    }
  }

  private static String name(@Nullable String target) {
    return target == null ? "" : target.substring(target.indexOf('.') + 1);
  }

  private static @Nullable String secret(Map<String, Object> request) {
    Object id = request.containsKey("SecretId") ? request.get("SecretId") : request.get("Name");
    return id instanceof String text ? text : null;
  }
}
