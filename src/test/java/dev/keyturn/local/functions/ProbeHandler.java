package dev.keyturn.local.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A function that does what its event says, and uses nothing but Lambda's interfaces. */
public final class ProbeHandler implements RequestStreamHandler {

  public ProbeHandler() {
    if ("yes".equals(System.getenv("FAIL_AT_START"))) {
      throw new IllegalStateException("no configuration");
    }
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    String event = new String(input.readAllBytes(), StandardCharsets.UTF_8);
    switch (event) {
      case "\"throw\"" -> throw new IllegalArgumentException("it said so");
      case "\"throw nothing\"" -> throw new IllegalStateException();
      case "\"error\"" -> throw new NoClassDefFoundError("org/example/Missing");
      case "\"exit\"" -> Runtime.getRuntime().halt(3);
      case "\"sleep\"" -> sleep();
      case "\"spawn\"" ->
          System.out.println("spawned " + new ProcessBuilder("sleep", "100").start().pid());
      case "\"environment\"" ->
          System.getenv().forEach((name, value) -> System.out.println(name + "=" + value));
      case "\"context\"" ->
          System.out.println(
              String.join(
                  " ",
                  context.getFunctionName(),
                  context.getInvokedFunctionArn(),
                  String.valueOf(context.getRemainingTimeInMillis() > 5_000),
                  context.getAwsRequestId().isEmpty() ? "" : "request"));
      default -> System.out.println("märchen €");
    }
    System.out.println("pid " + ProcessHandle.current().pid());
    context.getLogger().log("by the logger\n");
    output.write("not JSON".getBytes(StandardCharsets.UTF_8));
  }

  private static void sleep() {
    try {
      TimeUnit.MINUTES.sleep(1);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
