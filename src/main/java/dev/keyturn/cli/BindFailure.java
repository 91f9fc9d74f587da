package dev.keyturn.cli;

import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;

/** Why an address cannot be listened at, and what to do about it. */
final class BindFailure {

  private static final int FIRST_UNPRIVILEGED = 1024;

  private BindFailure() {}

  static String of(String host, int port, BindException failure) {
    Throwable cause = failure.getCause();
    String reason = String.valueOf((cause == null ? failure : cause).getMessage());
    String place = "cannot listen at %s:%d: ".formatted(host, port);
    try {
      InetAddress address = InetAddress.getByName(host);
      if (!address.isAnyLocalAddress() && NetworkInterface.getByInetAddress(address) == null) {
        return place
            + "this machine has no such address. Choose one of its own with --host, or 0.0.0.0 for"
            + " all of them.";
      }
    } catch (UnknownHostException e) {
      return place + "the name is not known. Choose an address of this machine with --host.";
    } catch (SocketException e) {
      return place + reason;
    }
    if (reason.contains("in use")) {
      return place
          + "the port is in use. Stop what listens there, or choose another one with --port (0 picks"
          + " a free one).";
    }
    String remedy =
        port > 0 && port < FIRST_UNPRIVILEGED
            ? ". Choose a port above 1023 with --port, which needs no privileges."
            : ". Choose another address with --host or another port with --port.";
    return place + reason + remedy;
  }
}
