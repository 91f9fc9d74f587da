package dev.keyturn.rotators.postgres;

import dev.keyturn.cli.servers.Ports;
import java.io.IOException;

/** A port on which nobody listens: it was free a moment ago. */
final class ClosedPort {

  private ClosedPort() {}

  static int find() throws IOException {
    return Ports.free();
  }
}
