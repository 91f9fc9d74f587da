package dev.keyturn.local.functions;

/** Command line, directory and environment of the child processes of a function. */
interface ChildCommand extends AutoCloseable {

  /** A process that runs the function for secrets of a region, under its role. */
  ProcessBuilder forRegion(String region, SandboxKeys keys);

  /** Takes away what was made for the processes, once all of them have ended. */
  @Override
  void close();
}
