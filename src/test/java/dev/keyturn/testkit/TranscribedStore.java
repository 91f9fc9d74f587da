package dev.keyturn.testkit;

import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.RotationToken;
import dev.keyturn.secret.SecretDescription;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.SecretValue;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells every call to a store and what came of it. */
final class TranscribedStore implements SecretStore {

  private final SecretStore store;
  private final Wording wording;
  private final Narrator narrator;
  private @Nullable SecretId rotated;

  TranscribedStore(SecretStore store, Narrator narrator) {
    this.store = store;
    this.narrator = narrator;
    this.wording = narrator.wording();
  }

  /** Steps begin with it, so that what it is called for is the secret that is being rotated. */
  @Override
  public SecretDescription describe(SecretId secret, Deadline deadline) {
    rotated = secret;
    return told("looks at the labels", () -> store.describe(secret, deadline), wording::labels);
  }

  @Override
  public Optional<SecretValue> read(SecretId secret, StagingLabel label, Deadline deadline) {
    return told(
        "reads " + label + of(secret), () -> store.read(secret, label, deadline), this::value);
  }

  @Override
  public Optional<SecretValue> read(
      SecretId secret, VersionId version, @Nullable StagingLabel label, Deadline deadline) {
    return told(
        "reads %s%s%s"
            .formatted(wording.version(version), label == null ? "" : " as " + label, of(secret)),
        () -> store.read(secret, version, label, deadline),
        this::value);
  }

  @Override
  public void put(
      SecretId secret,
      VersionId version,
      SecretText text,
      Set<StagingLabel> labels,
      @Nullable RotationToken token,
      Deadline deadline) {
    String names =
        labels.stream().map(StagingLabel::name).sorted().collect(Collectors.joining(", "));
    told(
        "stores %s as %s%s".formatted(wording.version(version), names, of(secret)),
        () -> {
          store.put(secret, version, text, labels, token, deadline);
          return "";
        },
        done -> done);
  }

  @Override
  public void move(
      SecretId secret,
      StagingLabel label,
      VersionId to,
      @Nullable VersionId from,
      Deadline deadline) {
    String origin = from == null ? "" : " from " + wording.version(from);
    told(
        "moves %s%s to %s%s".formatted(label, origin, wording.version(to), of(secret)),
        () -> {
          store.move(secret, label, to, from, deadline);
          return "";
        },
        done -> done);
  }

  @Override
  public List<VersionId> deprecated(SecretId secret, Deadline deadline) {
    return told(
        "lists versions without labels" + of(secret),
        () -> store.deprecated(secret, deadline),
        versions ->
            versions.isEmpty()
                ? "none"
                : versions.stream().map(wording::version).collect(Collectors.joining(", ")));
  }

  private <T> T told(String call, Supplier<T> effect, Function<T, String> outcome) {
    try {
      T answer = effect.get();
      String words = outcome.apply(answer);
      narrator.tellCall(words.isEmpty() ? call : call + ": " + words);
      return answer;
    } catch (SecretStoreException e) {
      narrator.tellCall("%s: fails, %s: %s".formatted(call, e.kind(), e.getMessage()));
      throw e;
    } catch (Error e) {
      narrator.tellCall(call + ": here " + e.getMessage());
      throw e;
    }
  }

  private String value(Optional<SecretValue> value) {
    return value.map(found -> wording.version(found.version())).orElse("no value");
  }

  private String of(SecretId secret) {
    return secret.equals(rotated) ? "" : " of secret " + wording.secret(secret);
  }
}
