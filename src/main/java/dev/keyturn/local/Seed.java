package dev.keyturn.local;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.secrets.Faults;
import dev.keyturn.local.secrets.KmsKeys;
import dev.keyturn.local.secrets.SecretKey;
import dev.keyturn.local.secrets.SecretRepository;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What exists when the service starts, read from a file of JSON: {@code {"secrets":
 * [{"region","name","arn"?,"description"?,"kmsKeyId"?,"tags"?,"versions":[{"id","stages","value"?}],
 * "rotation"?:{"functionArn","rules"?}}],"kmsKeys":[{"id"?,"arn"?,"alias"?,"state"}],
 * "faults":[{"operation","error","secret"?,"times"?}]}}. A secret that exists already is left
 * alone; a key is {@code Enabled}, {@code Disabled} or {@code PendingDeletion}, and one that is not
 * in the file works; a fault is an error that an operation answers once, or so many times.
 */
final class Seed {

  private static final JSON MAPPER =
      JSON.builder().enable(JSON.Feature.FAIL_ON_DUPLICATE_MAP_KEYS).build();

  private static final Set<String> MEMBERS = Set.of("secrets", "kmsKeys", "faults");

  private final Path file;
  private final List<SeededSecret> secrets;
  private final KmsKeys keys;
  private final Faults faults;

  private Seed(Path file, List<SeededSecret> secrets, KmsKeys keys, Faults faults) {
    this.file = file;
    this.secrets = secrets;
    this.keys = keys;
    this.faults = faults;
  }

  /** Reads a file, or says what is wrong with it without quoting a value. */
  static Seed read(Path file) {
    Object content = parse(file);
    try {
      SeedObject seed = SeedObject.of("", content, MEMBERS);
      if (MEMBERS.stream().noneMatch(seed::has)) {
        throw seed.wrong("there is no list of secrets: {\"secrets\":[…]}");
      }
      return new Seed(file, secrets(seed), keys(seed), faults(seed));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("seed file %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static @Nullable Object parse(Path file) {
    try (InputStream input = Files.newInputStream(file)) {
      return MAPPER.anyFrom(input);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no seed file " + file, e);
    } catch (IOException e) {
      // The parser's message quotes what it read, which may be a secret.
      throw new IllegalArgumentException("seed file %s is not readable JSON".formatted(file));
    }
  }

  private static List<SeededSecret> secrets(SeedObject seed) {
    List<SeededSecret> secrets = new ArrayList<>();
    Set<SecretKey> seen = new HashSet<>();
    for (SeedObject object : seed.objects("secrets", SeededSecret.MEMBERS)) {
      SeededSecret secret = new SeededSecret(object);
      if (!seen.add(secret.key())) {
        throw object.wrong("this secret is there already");
      }
      secrets.add(secret);
    }
    return secrets;
  }

  private static KmsKeys keys(SeedObject seed) {
    Set<String> unusable = new HashSet<>();
    for (SeedObject key : seed.objects("kmsKeys", Set.of("id", "arn", "alias", "state"))) {
      String state = key.text("state");
      if (!List.of("Enabled", "Disabled", "PendingDeletion").contains(state)) {
        throw key.wrong("'state' is none of Enabled, Disabled, PendingDeletion");
      }
      List<String> names = new ArrayList<>();
      for (String member : List.of("id", "arn", "alias")) {
        Optional.ofNullable(key.optionalText(member)).ifPresent(names::add);
      }
      if (names.isEmpty()) {
        throw key.wrong("one of 'id', 'arn' and 'alias' is needed");
      }
      if (!state.equals("Enabled")) {
        unusable.addAll(names);
      }
    }
    return new KmsKeys(unusable);
  }

  private static Faults faults(SeedObject seed) {
    return seed.has("faults")
        ? new SeededFaults().read(seed.objects("faults", SeededFaults.MEMBERS))
        : Faults.NONE;
  }

  Faults faults() {
    return faults;
  }

  KmsKeys keys() {
    return keys;
  }

  void plant(SecretRepository repository, Instant now) {
    for (SeededSecret seeded : secrets) {
      repository.change(
          seeded.key(), existing -> existing.or(() -> Optional.of(seeded.secret(now))));
    }
  }

  @Override
  public String toString() {
    return "seed file " + file;
  }
}
