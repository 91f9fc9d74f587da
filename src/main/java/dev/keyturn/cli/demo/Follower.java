package dev.keyturn.cli.demo;

import dev.keyturn.cli.demo.RotationFeed.StepFigures;
import dev.keyturn.local.events.RotationEventName;
import dev.keyturn.local.events.ServiceEvent;
import java.util.Optional;

/** Tells one rotation step by step, and adds up what its function did. */
final class Follower {

  private final Stage stage;
  private final Timeline timeline;
  private final LoginClient client;
  private StepFigures total = StepFigures.NONE;
  private int stepsFailed;

  Follower(Stage stage, Timeline timeline, LoginClient client) {
    this.stage = stage;
    this.timeline = timeline;
    this.client = client;
  }

  /** Tells what happens until a step begins. */
  void untilStart(String step) throws InterruptedException {
    ServiceEvent event;
    do {
      event = stage.feed().next();
      tell(event);
    } while (!(event instanceof ServiceEvent.StepStarted started && started.step().equals(step)));
  }

  /** Tells what happens until the rotation is over, and says how it ended. */
  RotationEventName untilEnd() throws InterruptedException {
    while (true) {
      ServiceEvent event = stage.feed().next();
      tell(event);
      if (event instanceof ServiceEvent.Rotation rotation
          && rotation.state() != RotationEventName.ROTATION_STARTED) {
        return rotation.state();
      }
    }
  }

  private void tell(ServiceEvent event) throws InterruptedException {
    if (event instanceof ServiceEvent.StepStarted step) {
      started(step);
    } else if (event instanceof ServiceEvent.StepEnded step) {
      ended(step);
    } else if (event instanceof ServiceEvent.Rotation rotation) {
      timeline.at(rotation.state() + (rotation.cause() == null ? "" : ": " + rotation.cause()));
    }
  }

  StepFigures total() {
    return total;
  }

  int stepsFailed() {
    return stepsFailed;
  }

  private void started(ServiceEvent.StepStarted step) {
    long start = System.nanoTime();
    timeline.now(
        () ->
            "%s, %.1f s; client: %d logins, %d failed"
                .formatted(
                    step.step(),
                    (System.nanoTime() - start) / 1e9,
                    client.experience().logins(),
                    client.experience().failures()));
  }

  private void ended(ServiceEvent.StepEnded step) throws InterruptedException {
    if (step.error() != null) {
      stepsFailed++;
      timeline.at("%-12s  failed: %s".formatted(step.step(), step.error()));
      return;
    }
    Optional<StepFigures> figures = stage.feed().figuresOf(step.step());
    figures.ifPresent(found -> total = total.plus(found));
    timeline.at(
        "%-12s  %5d ms%s"
            .formatted(
                step.step(), step.elapsed().toMillis(), figures.map(Follower::words).orElse("")));
  }

  private static String words(StepFigures figures) {
    String rejected =
        figures.rejected() == 0 ? "" : ", %d of them rejected".formatted(figures.rejected());
    return "  %s, %s%s"
        .formatted(
            Words.count(figures.calls(), "AWS call"),
            Words.count(figures.logins(), "login"),
            rejected);
  }
}
