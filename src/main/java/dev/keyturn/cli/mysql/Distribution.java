package dev.keyturn.cli.mysql;

import dev.keyturn.cli.servers.ServerFolder;
import java.io.IOException;
import java.util.List;

/** The programs of a server, and what they have to be told. */
interface Distribution {

  /** Gives a server its data. */
  void initialise(ServerFolder folder) throws IOException, InterruptedException;

  /** A server's command line, up to what differs from server to server. */
  List<String> command(ServerFolder folder);

  /**
   * Where a server keeps its temporary tables: not where others do, since one that starts deletes
   * all that it finds there.
   */
  static String temporary(ServerFolder folder) {
    return "--tmpdir=" + folder.folder();
  }

  ProcessBuilder process(List<String> command);

  /** Statements that remove users who have no password: anybody could log in as these. */
  List<String> removals();
}
