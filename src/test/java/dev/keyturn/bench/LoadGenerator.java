package dev.keyturn.bench;

import io.netty.channel.Channel;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Reads rounds as lines of JSON from standard input, and answers each with a line of JSON: how many
 * requests were answered a second, and how long they took in milliseconds. One thread does all of
 * it, so that the service has the rest of the machine. A wrong answer ends it with exit code 1.
 */
final class LoadGenerator {

  /** How long the last requests of a round may take, or all of one that has no time. */
  private static final int MOST_SECONDS = 300;

  private LoadGenerator() {}

  public static void main(String[] arguments) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Client client = new Client()) {
      String line = in.readLine();
      while (line != null) {
        System.out.println(run(client, Round.parse(line)));
        line = in.readLine();
      }
    }
  }

  private static String run(Client client, Round round) throws Exception {
    Tally tally = new Tally(round);
    RotationFeed feed = new RotationFeed(round.endpoint(), tally);
    if (!round.rotates()) {
      return load(client, round, tally, feed);
    }
    Channel events = client.connect(round.endpoint(), () -> List.of(feed)).sync().channel();
    try {
      feed.open().get(MOST_SECONDS, TimeUnit.SECONDS);
      return load(client, round, tally, feed);
    } finally {
      events.close().sync();
    }
  }

  private static String load(Client client, Round round, Tally tally, RotationFeed feed)
      throws Exception {
    client.execute(
        () -> {
          tally.begin();
          for (int i = 0; i < round.connections(); i++) {
            new Caller(i, client, round, tally, feed).begin();
          }
        });
    tally
        .done()
        .get(round.warmUp().plus(round.time()).toSeconds() + MOST_SECONDS, TimeUnit.SECONDS);
    return tally.json();
  }
}
