package dev.keyturn.local.store;

import dev.keyturn.local.secrets.Payload;
import dev.keyturn.local.secrets.RotationRules;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.local.secrets.Secret;
import dev.keyturn.local.secrets.SecretKey;
import dev.keyturn.local.secrets.Version;
import dev.keyturn.local.secrets.Versions;
import dev.keyturn.secret.SecretText;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes secrets all of whose members are set, down to the last one, each to a value that no other
 * has. Members are found by reflection, so that one that is added is set, or fails here.
 */
final class AnySecret {

  static final Scope SCOPE = new Scope("123456789012", "eu-west-1");

  private final int variant;
  private int values;

  private AnySecret(int variant) {
    this.variant = variant;
  }

  /** A secret with all its members; the variant says which of several kinds a member has. */
  static Secret full(int variant) {
    return (Secret) new AnySecret(variant).value(Secret.class);
  }

  /** A secret with what every secret has. */
  static Secret bare(String name) {
    return described(new SecretKey(SCOPE, name), null);
  }

  static Secret described(SecretKey key, String description) {
    return Secret.empty(key, "arn:" + key.name(), Instant.EPOCH)
        .described(description, null, Instant.EPOCH);
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType generic) {
      return collection(generic);
    }
    Class<?> raw = (Class<?>) type;
    if (raw == Versions.class) {
      return versions();
    }
    if (raw == RotationRules.class) {
      return variant % 2 == 0
          ? new RotationRules(null, "rate(10 days)", "3h")
          : new RotationRules(30L, null, "2h");
    }
    if (raw.isSealed()) {
      Class<?>[] kinds = raw.getPermittedSubclasses();
      return value(kinds[variant % kinds.length]);
    }
    return raw.isRecord() ? made(raw) : simple(raw);
  }

  private Object simple(Class<?> type) {
    values++;
    if (type == String.class) {
      return "text " + values;
    }
    if (type == Instant.class) {
      return Instant.parse("2026-11-24T10:15:30.123456789Z").plusSeconds(values);
    }
    if (type == SecretText.class) {
      return SecretText.of("hidden " + values);
    }
    if (type == boolean.class) {
      return true;
    }
    throw new AssertionError("say here how a " + type + " is made");
  }

  private Object collection(ParameterizedType type) {
    Type[] of = type.getActualTypeArguments();
    if (type.getRawType() == List.class) {
      return List.of(value(of[0]), value(of[0]));
    }
    if (type.getRawType() == Map.class) {
      Map<Object, Object> map = new LinkedHashMap<>();
      map.put("z", value(of[1]));
      map.put("a", value(of[1]));
      return map;
    }
    throw new AssertionError("say here how a " + type + " is made");
  }

  private Object made(Class<?> type) {
    List<Class<?>> types = new ArrayList<>();
    List<Object> arguments = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      types.add(component.getType());
      arguments.add(value(component.getGenericType()));
    }
    try {
      var constructor = type.getDeclaredConstructor(types.toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(arguments.toArray());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a " + type + " from " + arguments, e);
    }
  }

  /** One version by reflection, and around it one of each kind, with and without labels. */
  private Versions versions() {
    Version full = (Version) made(Version.class);
    return Versions.NONE
        .with(version("4", null))
        .with(full)
        .with(version("1", new Payload.Text(SecretText.of(""))))
        .with(version("2", new Payload.Binary(SecretText.of("AAEC"))))
        .with(version("3", new Payload.Text(SecretText.of("\u20ac \ud83d\ude00 \ud800 \u0000 \""))))
        .labelled(List.of("AWSPREVIOUS", "mine"), "1")
        .labelled(List.of("AWSCURRENT"), full.id())
        .labelled(List.of("AWSPENDING"), "4");
  }

  private static Version version(String id, Payload payload) {
    return new Version(id, Instant.EPOCH, payload, null);
  }
}
