package dev.keyturn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/**
 * A client that changes secrets of its own and knows what they have to be: what was answered last,
 * or what was asked and not answered when the server died.
 */
final class Keeper implements KillTest.Client {

  private static final int SECRETS = 4;
  private static final int MOST_VERSIONS = 20;

  /** A secret as it is told; one that does not exist has no versions. */
  private record Known(
      Map<String, String> values,
      Map<String, String> labels,
      Map<String, String> tags,
      String description,
      boolean deleted) {

    static final Known NOTHING = new Known(Map.of(), Map.of(), Map.of(), null, false);

    Known with(String id, String value) {
      Map<String, String> labels = new TreeMap<>(this.labels);
      String before = labels.put("AWSCURRENT", id);
      if (before != null) {
        labels.put("AWSPREVIOUS", before);
      }
      Map<String, String> values = new TreeMap<>(this.values);
      values.put(id, value);
      return new Known(values, labels, tags, description, deleted);
    }

    Known labelled(String label, String id) {
      Map<String, String> labels = new TreeMap<>(this.labels);
      labels.put(label, id);
      return new Known(values, labels, tags, description, deleted);
    }

    Known tagged(String key, String value) {
      Map<String, String> tags = new TreeMap<>(this.tags);
      if (value == null) {
        tags.remove(key);
      } else {
        tags.put(key, value);
      }
      return new Known(values, labels, tags, description, deleted);
    }

    Known described(String text) {
      return new Known(values, labels, tags, text, deleted);
    }

    Known deleted(boolean planned) {
      return new Known(values, labels, tags, description, planned);
    }
  }

  private record Change(Known after, Consumer<SecretsManagerClient> call) {}

  private final String name;
  private final Random random;
  private final Map<String, Known> known = new LinkedHashMap<>();
  private final Map<String, Known> asked = new HashMap<>();
  private int answered;

  Keeper(String name, long seed) {
    this.name = name;
    this.random = new Random(seed);
    for (int i = 0; i < SECRETS; i++) {
      known.put("%s-%d".formatted(name, i), Known.NOTHING);
    }
  }

  int answered() {
    return answered;
  }

  @Override
  public void work(SecretsManagerClient client) {
    List<String> names = List.copyOf(known.keySet());
    while (true) {
      String secret = names.get(random.nextInt(names.size()));
      Change change = change(secret, known.get(secret));
      asked.put(secret, change.after());
      change.call().accept(client);
      known.put(secret, change.after());
      asked.remove(secret);
      answered++;
      KillTest.pause();
    }
  }

  private Change change(String secret, Known now) {
    if (now.values().isEmpty()) {
      String id = UUID.randomUUID().toString();
      String value = "value " + random.nextLong();
      return new Change(
          Known.NOTHING.with(id, value),
          c -> c.createSecret(r -> r.name(secret).secretString(value).clientRequestToken(id)));
    }
    if (now.deleted()) {
      return new Change(
          now.deleted(false), client -> client.restoreSecret(r -> r.secretId(secret)));
    }
    if (now.values().size() >= MOST_VERSIONS || random.nextInt(40) == 0) {
      return new Change(
          Known.NOTHING,
          c -> c.deleteSecret(r -> r.secretId(secret).forceDeleteWithoutRecovery(true)));
    }
    return switch (random.nextInt(6)) {
      case 0 -> tag(secret, now);
      case 1 -> untag(secret, now);
      case 2 -> describe(secret, now);
      case 3 -> label(secret, now);
      case 4 -> new Change(now.deleted(true), c -> c.deleteSecret(r -> r.secretId(secret)));
      default -> put(secret, now);
    };
  }

  private Change put(String secret, Known now) {
    String id = UUID.randomUUID().toString();
    String value = "value " + random.nextLong();
    return new Change(
        now.with(id, value),
        c -> c.putSecretValue(r -> r.secretId(secret).secretString(value).clientRequestToken(id)));
  }

  private Change tag(String secret, Known now) {
    String key = "tag " + random.nextInt(3);
    String value = "value " + random.nextLong();
    return new Change(
        now.tagged(key, value),
        c ->
            c.tagResource(
                r -> r.secretId(secret).tags(Tag.builder().key(key).value(value).build())));
  }

  private Change untag(String secret, Known now) {
    String key = "tag " + random.nextInt(3);
    return new Change(
        now.tagged(key, null), c -> c.untagResource(r -> r.secretId(secret).tagKeys(key)));
  }

  private Change describe(String secret, Known now) {
    String text = "description " + random.nextLong();
    return new Change(
        now.described(text), c -> c.updateSecret(r -> r.secretId(secret).description(text)));
  }

  private Change label(String secret, Known now) {
    List<String> ids = List.copyOf(now.values().keySet());
    String id = ids.get(random.nextInt(ids.size()));
    return new Change(
        now.labelled("mine", id),
        c ->
            c.updateSecretVersionStage(
                r ->
                    r.secretId(secret)
                        .versionStage("mine")
                        .moveToVersionId(id)
                        .removeFromVersionId(now.labels().get("mine"))));
  }

  @Override
  public void check(SecretsManagerClient client) {
    for (Map.Entry<String, Known> each : known.entrySet()) {
      Known before = each.getValue();
      Known wanted = asked.getOrDefault(each.getKey(), before);
      Set<String> ids = new TreeSet<>(before.values().keySet());
      ids.addAll(wanted.values().keySet());
      Known found = read(client, each.getKey(), ids);
      assertThat(found)
          .as("%s of %s, after %d answers", each.getKey(), name, answered)
          .isIn(told(before), told(wanted));
      each.setValue(found.equals(told(wanted)) ? wanted : before);
    }
    asked.clear();
  }

  /** Values of a secret that is marked for deletion are not told. */
  private static Known told(Known known) {
    return known.deleted()
        ? new Known(Map.of(), known.labels(), known.tags(), known.description(), true)
        : known;
  }

  private static Known read(SecretsManagerClient client, String secret, Set<String> known) {
    DescribeSecretResponse told;
    try {
      told = client.describeSecret(r -> r.secretId(secret));
    } catch (ResourceNotFoundException e) {
      return Known.NOTHING;
    }
    Map<String, String> labels = KillTest.holders(told);
    Map<String, String> tags = new TreeMap<>();
    told.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
    boolean deleted = told.deletedDate() != null;
    Map<String, String> values = new TreeMap<>();
    Set<String> ids = new TreeSet<>(known);
    ids.addAll(labels.values());
    for (String id : deleted ? Set.<String>of() : ids) {
      value(client, secret, id, values);
    }
    return new Known(values, labels, tags, told.description(), deleted);
  }

  private static void value(
      SecretsManagerClient client, String secret, String id, Map<String, String> values) {
    try {
      values.put(id, client.getSecretValue(r -> r.secretId(secret).versionId(id)).secretString());
    } catch (ResourceNotFoundException e) {
      // Not stored: the caller compares.
    }
  }
}
