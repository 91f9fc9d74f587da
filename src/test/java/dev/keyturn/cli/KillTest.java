package dev.keyturn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;

/**
 * {@code kill -9} at any moment, under load: whatever was answered is there, whatever was not is
 * there whole or not at all, no label is on two versions, and rotations in flight are resumed.
 * {@code -Dkeyturn.kills=200} is what CI runs.
 */
class KillTest {

  private static final int KILLS = Integer.getInteger("keyturn.kills", 5);
  private static final int KEEPERS = 4;
  private static final int TURNERS = 3;
  private static final int MOST_MILLIS = 500;

  /**
   * Between two calls of a client, so that the server mostly does something, but not its utmost.
   */
  private static final long PAUSE_NANOS = 1_000_000;

  private static final int ENOUGH_TO_BE_SURE = 100;
  private static final Duration MOST_PER_KILL = Duration.ofSeconds(20);
  private static final Pattern STARTED =
      Pattern.compile("\"RotationStarted\"[^{}\\n]*\"version\":\"([^\"]+)\"");

  /** Somebody who uses the server until it dies, and looks afterwards. */
  interface Client {
    /** Goes on until a call fails. */
    void work(SecretsManagerClient client);

    void check(SecretsManagerClient client);
  }

  @TempDir Path directory;
  private final long seed = Long.getLong("keyturn.kills.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final List<Keeper> keepers = new ArrayList<>();
  private final List<Turner> turners = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private Function<String[], ProcessBuilder> command = Serving::serve;

  @Test
  void nothingThatWasAnsweredIsLost() throws Exception {
    for (int i = 0; i < KEEPERS; i++) {
      keepers.add(new Keeper("keeper-" + i, random.nextLong()));
    }
    for (int i = 0; i < TURNERS; i++) {
      turners.add(new Turner("door-" + i, directory));
    }
    clients.addAll(keepers);
    clients.addAll(turners);
    if (KILLS >= ENOUGH_TO_BE_SURE) {
      command = shared()::serve;
    }
    Instant end = Instant.now().plusSeconds(30).plus(MOST_PER_KILL.multipliedBy(KILLS));
    ExecutorService threads = Executors.newFixedThreadPool(clients.size());
    try {
      for (int kill = 0; kill < KILLS; kill++) {
        oneLife(threads);
        assertThat(Instant.now()).as("after %d kills", kill + 1).isBefore(end);
      }
      try (Serving last = start();
          SecretsManagerClient client = last.client()) {
        clients.forEach(each -> each.check(client));
      }
    } finally {
      threads.shutdownNow();
    }
    report();
  }

  private void oneLife(ExecutorService threads) throws Exception {
    try (Serving serving = start();
        SecretsManagerClient client = serving.client()) {
      clients.forEach(each -> each.check(client));
      List<Future<?>> work = new ArrayList<>();
      clients.forEach(each -> work.add(threads.submit(() -> untilTheEnd(each, client))));
      Thread.sleep(random.nextInt(MOST_MILLIS));
      serving.kill();
      for (Future<?> each : work) {
        each.get(20, TimeUnit.SECONDS);
      }
    }
  }

  private static void untilTheEnd(Client each, SecretsManagerClient client) {
    try {
      each.work(client);
    } catch (SdkClientException e) {
      // The server was killed.
    }
  }

  private Serving start() throws Exception {
    return Serving.started(directory, command.apply(options(directory)));
  }

  private static String[] options(Path directory) {
    return new String[] {
      "--data",
      directory.resolve("data").toString(),
      "--function",
      "Door=class:dev.keyturn.local.FileDoorRotator",
      "--events",
      events(directory).toString()
    };
  }

  private static Path events(Path directory) {
    return directory.resolve("events");
  }

  private SharedClasses shared() throws Exception {
    Path place = Files.createDirectory(directory.resolve("shared"));
    Turner turner = new Turner("door", place);
    return SharedClasses.of(
        place,
        client -> {
          turner.check(client);
          turner.rotate(client);
        },
        options(place));
  }

  /** How many rotations were told as started more than once, which only a new start does here. */
  private long resumed() throws IOException {
    Map<String, Integer> starts = new TreeMap<>();
    Matcher start = STARTED.matcher(Files.readString(events(directory)));
    while (start.find()) {
      starts.merge(start.group(1), 1, Integer::sum);
    }
    return starts.values().stream().filter(times -> times > 1).count();
  }

  private void report() throws IOException {
    int changes = keepers.stream().mapToInt(Keeper::answered).sum();
    int rotations = turners.stream().mapToInt(Turner::rotated).sum();
    long resumed = resumed();
    System.out.printf(
        "%d kills (seed %d): %d changes and %d rotations answered, %d rotations resumed%n",
        KILLS, seed, changes, rotations, resumed);
    assertThat(changes).as("changes in %d lives", KILLS).isGreaterThan(KILLS);
    assertThat(rotations).as("rotations in %d lives", KILLS).isPositive();
    if (KILLS >= ENOUGH_TO_BE_SURE) {
      assertThat(resumed).as("rotations that were resumed in %d lives", KILLS).isPositive();
    }
  }

  static void pause() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  /** Which version has each label; none is told of two. */
  static Map<String, String> holders(DescribeSecretResponse told) {
    Map<String, String> holders = new TreeMap<>();
    told.versionIdsToStages()
        .forEach(
            (id, labels) ->
                labels.forEach(
                    label ->
                        assertThat(holders.put(label, id))
                            .as("label %s of %s is on two versions", label, told.name())
                            .isNull()));
    return holders;
  }
}
