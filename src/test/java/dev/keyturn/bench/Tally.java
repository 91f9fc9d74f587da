package dev.keyturn.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/** Says what to call next, and counts what a round did. Used by the thread of all connections. */
final class Tally {

  private static final int DIGITS = 3;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Histogram latencies = new Histogram(DIGITS);
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final Round round;
  private final int[] turns;
  private long start;
  private long counting;
  private long end;
  private long last;
  private long sent;
  private long answered;
  private long counted;

  Tally(Round round) {
    this.round = round;
    this.turns = new int[round.connections()];
  }

  void begin() {
    start = System.nanoTime();
    counting = start + round.warmUp().toNanos();
    end = counting + round.time().toNanos();
  }

  /**
   * The number of the next secret that a caller calls, or -1 if the round is over. No two callers
   * call the same one, since a secret cannot be rotated twice at once.
   */
  int next(int caller) {
    if (round.once() ? sent == round.count() : System.nanoTime() >= end) {
      if (answered == sent) {
        done.complete(null);
      }
      return -1;
    }
    sent++;
    if (round.once()) {
      return (int) sent - 1;
    }
    int shared = round.count() / round.connections();
    return caller + round.connections() * (turns[caller]++ % shared);
  }

  /** An answer counts for the throughput when it comes in time, and for the latency when asked. */
  void answered(long asked) {
    last = System.nanoTime();
    answered++;
    if (round.once() || (last >= counting && last < end)) {
      counted++;
    }
    if (asked >= counting) {
      latencies.recordValue(last - asked);
    }
  }

  void failed(Throwable cause) {
    done.completeExceptionally(cause);
  }

  /** Ends when all is answered, or with the first failure. */
  CompletableFuture<Void> done() {
    return done;
  }

  String json() throws IOException {
    double seconds = (round.once() ? last - start : round.time().toNanos()) / 1e9;
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("requests", answered);
    members.put("perSecond", counted / seconds);
    members.put("p50", latencies.getValueAtPercentile(50) / NANOS_PER_MILLI);
    members.put("p99", latencies.getValueAtPercentile(99) / NANOS_PER_MILLI);
    members.put("max", latencies.getMaxValue() / NANOS_PER_MILLI);
    return JSON.std.asString(members);
  }
}
