import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Prints the samples of a recording, one a line: when, how the innermost frame was executed, and
 * the methods from the innermost outwards, with tabs in between.
 */
class Samples {

  public static void main(String[] arguments) throws IOException {
    try (RecordingFile recording = new RecordingFile(Path.of(arguments[0]))) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        if (event.getEventType().getName().equals("jdk.CPUTimeSample")
            && event.getStackTrace() != null) {
          System.out.println(line(event));
        }
      }
    }
  }

  private static String line(RecordedEvent event) {
    List<RecordedFrame> frames = event.getStackTrace().getFrames();
    Instant time = event.getStartTime();
    return frames.stream()
        .map(Samples::name)
        .collect(
            Collectors.joining(
                "\t",
                "%d.%09d\t%s\t"
                    .formatted(time.getEpochSecond(), time.getNano(), frames.get(0).getType()),
                ""));
  }

  private static String name(RecordedFrame frame) {
    return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
  }
}
