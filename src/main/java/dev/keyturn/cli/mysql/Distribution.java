package dev.keyturn.cli.mysql;

import dev.keyturn.cli.servers.ServerFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The programs of a server, and what they have to be told. */
interface Distribution {

  /** Gives a server its data. */
  void initialise(ServerFolder folder) throws IOException, InterruptedException;

  /** A server's command line, up to what differs from server to server. */
  List<String> command(Path data);

  ProcessBuilder process(List<String> command);

  /** Statements that remove users who have no password: anybody could log in as these. */
  List<String> removals();
}
