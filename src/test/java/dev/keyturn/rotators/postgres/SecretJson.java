package dev.keyturn.rotators.postgres;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JSON of a secret, member by member. Immutable. */
record SecretJson(Map<String, Object> members) {

  static SecretJson of(Database database, String user, String password) {
    return new SecretJson(Map.of())
        .with("engine", "postgres")
        .with("host", database.server().host())
        .with("port", database.server().port())
        .with("username", user)
        .with("password", password);
  }

  static SecretJson parse(String text) {
    try {
      return new SecretJson(JSON.std.mapFrom(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SecretJson with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(members);
    more.put(name, value);
    return new SecretJson(more);
  }

  SecretJson without(String name) {
    Map<String, Object> fewer = new LinkedHashMap<>(members);
    fewer.remove(name);
    return new SecretJson(fewer);
  }

  String user() {
    return (String) members.get("username");
  }

  String password() {
    return (String) members.get("password");
  }

  @Override
  public String toString() {
    try {
      return JSON.std.asString(members);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
