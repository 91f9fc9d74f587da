import java.util.Map;

/** Dies, or sleeps for longer than it may take. */
public final class Misbehaving {

  public String handleRequest(Map<String, Object> event) throws InterruptedException {
    if (System.getenv("HABIT").equals("dies")) {
      Runtime.getRuntime().halt(3);
    }
    Thread.sleep(60_000);
    return "awake";
  }
}
