package dev.keyturn.testkit;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Hears all that this process prints and logs, while it is open; it still appears where it did. */
final class Ears implements AutoCloseable {

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final StringBuilder logged = new StringBuilder();
  private final Handler handler = new Listener();
  private final Logger root = Logger.getLogger("");

  Ears() {
    System.setOut(both(out));
    System.setErr(both(err));
    root.addHandler(handler);
  }

  String heard() {
    synchronized (logged) {
      return printed.toString(StandardCharsets.UTF_8) + logged;
    }
  }

  /** A failure with its causes and what was suppressed. */
  static String text(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private PrintStream both(PrintStream original) {
    return new PrintStream(
        new OutputStream() {
          @Override
          public void write(int b) {
            printed.write(b);
            original.write(b);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            printed.write(bytes, offset, length);
            original.write(bytes, offset, length);
          }

          @Override
          public void flush() {
            original.flush();
          }
        },
        true,
        StandardCharsets.UTF_8);
  }

  private final class Listener extends Handler {

    Listener() {
      setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord record) {
      StringBuilder text = new StringBuilder(record.getMessage()).append('\n');
      if (record.getParameters() != null) {
        for (Object parameter : record.getParameters()) {
          text.append(parameter).append('\n');
        }
      }
      if (record.getThrown() != null) {
        text.append(Ears.text(record.getThrown()));
      }
      synchronized (logged) {
        logged.append(text);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Override
  public void close() {
    root.removeHandler(handler);
    System.setOut(out);
    System.setErr(err);
  }
}
