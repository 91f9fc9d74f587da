package dev.keyturn.local.template;

import dev.keyturn.local.functions.FunctionTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * AWS's runtime interface client for Python, in the Python that is first on the path.
 *
 * @see <a href="https://github.com/aws/aws-lambda-python-runtime-interface-client">awslambdaric</a>
 */
final class PythonClient {

  private static final String MODULE = "awslambdaric";
  private static final String FIND =
      "import importlib.util, sys; sys.exit(importlib.util.find_spec('" + MODULE + "') is None)";

  private final String python;

  PythonClient(String python) {
    this.python = python;
  }

  FunctionTarget.Command target(FunctionResource resource, Path directory, String handler) {
    Place runtime = resource.place("Runtime");
    try {
      if (!hasModule(directory)) {
        throw runtime.wrong(
            "is Python, and %1$s cannot import AWS's runtime interface client. Install it: %1$s -m pip install %2$s"
                .formatted(python, MODULE));
      }
    } catch (IOException e) {
      throw runtime.wrong(
          "is Python, and there is no %s on the PATH to run it. Install Python".formatted(python),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw runtime.wrong("is Python, and looking for it was interrupted", e);
    }
    return new FunctionTarget.Command(List.of(python, "-m", MODULE, handler), directory);
  }

  private boolean hasModule(Path directory) throws IOException, InterruptedException {
    return new ProcessBuilder(python, "-c", FIND)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
