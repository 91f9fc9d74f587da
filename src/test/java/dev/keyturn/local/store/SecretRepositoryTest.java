package dev.keyturn.local.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.InMemoryRepository;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.local.secrets.Secret;
import dev.keyturn.local.secrets.SecretKey;
import dev.keyturn.local.secrets.SecretRepository;
import dev.keyturn.local.secrets.WatchedRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every repository owes, wherever it keeps the secrets. */
class SecretRepositoryTest {

  private static final Scope ELSEWHERE = new Scope("123456789012", "us-east-1");
  private static final Scope OTHERS = new Scope("210987654321", "eu-west-1");

  enum Kind {
    MEMORY,
    WATCHED,
    DURABLE,
    WATCHED_AND_DURABLE
  }

  @TempDir Path directory;
  private SecretRepository repository;

  @AfterEach
  void close() {
    repository.close();
  }

  private void open(Kind kind) throws IOException {
    repository =
        switch (kind) {
          case MEMORY -> new InMemoryRepository();
          case WATCHED -> new WatchedRepository(new InMemoryRepository());
          case DURABLE -> DurableRepository.open(directory.resolve("data"));
          case WATCHED_AND_DURABLE ->
              new WatchedRepository(DurableRepository.open(directory.resolve("data")));
        };
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aSecretIsFoundInItsScopeOnly(Kind kind) throws IOException {
    open(kind);
    Secret b = made(AnySecret.SCOPE, "b");
    Secret a = made(AnySecret.SCOPE, "a");
    Secret elsewhere = made(ELSEWHERE, "a");

    assertThat(repository.find(a.key())).containsSame(a);
    assertThat(repository.find(new SecretKey(OTHERS, "a"))).isEmpty();
    assertThat(repository.list(AnySecret.SCOPE)).containsExactly(a, b);
    assertThat(repository.list(ELSEWHERE)).containsExactly(elsewhere);
    assertThat(repository.list(OTHERS)).isEmpty();
    assertThat(repository.all()).containsExactlyInAnyOrder(a, b, elsewhere);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aSecretIsMadeChangedAndRemoved(Kind kind) throws IOException {
    open(kind);
    Secret first = made(AnySecret.SCOPE, "s");
    Secret second = AnySecret.described(first.key(), "changed");

    assertThat(repository.change(first.key(), found -> found.map(secret -> second)))
        .containsSame(second);
    assertThat(repository.find(first.key())).containsSame(second);
    assertThat(repository.change(first.key(), found -> found)).containsSame(second);
    assertThat(repository.change(first.key(), found -> Optional.empty())).isEmpty();
    assertThat(repository.find(first.key())).isEmpty();
    assertThat(repository.change(first.key(), found -> found)).isEmpty();
    assertThat(repository.all()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aChangeThatThrowsLeavesTheSecretAsItWas(Kind kind) throws IOException {
    open(kind);
    Secret secret = made(AnySecret.SCOPE, "s");

    assertThatThrownBy(
            () ->
                repository.update(
                    secret.key(),
                    found -> {
                      throw ApiException.invalidRequest("no");
                    }))
        .isInstanceOf(ApiException.class)
        .hasMessage("no");

    assertThat(repository.find(secret.key())).containsSame(secret);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatIsNotThereIsNotUpdated(Kind kind) throws IOException {
    open(kind);

    assertThatThrownBy(() -> repository.update(AnySecret.bare("s").key(), found -> found))
        .isInstanceOf(ApiException.class)
        .hasMessage("Secrets Manager can't find the specified secret.");
    assertThat(repository.all()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void manyWritersLoseNoChange(Kind kind) throws Exception {
    open(kind);
    ExecutorService writers = Executors.newFixedThreadPool(16);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      SecretKey key = AnySecret.bare("s" + i % 40).key();
      done.add(
          writers.submit(() -> repository.change(key, found -> Optional.of(more(key, found)))));
    }
    for (Future<?> each : done) {
      each.get();
    }
    writers.shutdownNow();

    assertThat(repository.list(AnySecret.SCOPE))
        .hasSize(40)
        .allMatch(secret -> "10".equals(secret.description()));
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"WATCHED", "WATCHED_AND_DURABLE"})
  void watchersAreToldOfChangesAndOfWhatIsThere(Kind kind) throws IOException {
    open(kind);
    Map<SecretKey, List<String>> told = new ConcurrentHashMap<>();
    ((WatchedRepository) repository)
        .watch(
            (key, before, after) ->
                told.computeIfAbsent(key, k -> new ArrayList<>())
                    .add(describe(before) + " to " + describe(after)));
    SecretKey key = made(AnySecret.SCOPE, "s").key();
    repository.change(key, found -> Optional.of(AnySecret.described(key, "2")));
    repository.change(key, found -> found);
    ((WatchedRepository) repository).announce();
    repository.change(key, found -> Optional.empty());

    assertThat(told)
        .containsExactly(
            Map.entry(key, List.of("none to null", "null to 2", "none to 2", "2 to none")));
  }

  private static String describe(Secret secret) {
    return secret == null ? "none" : String.valueOf(secret.description());
  }

  /** A secret whose description counts its changes. */
  private static Secret more(SecretKey key, Optional<Secret> before) {
    int count = before.map(secret -> Integer.parseInt(secret.description())).orElse(0);
    return AnySecret.described(key, String.valueOf(count + 1));
  }

  private Secret made(Scope scope, String name) {
    Secret secret = AnySecret.described(new SecretKey(scope, name), null);
    assertThat(repository.change(secret.key(), none -> Optional.of(secret))).containsSame(secret);
    return secret;
  }
}
