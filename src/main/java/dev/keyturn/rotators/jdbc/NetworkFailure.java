package dev.keyturn.rotators.jdbc;

import dev.keyturn.rotation.LoginResult.Unavailable;
import dev.keyturn.rotation.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a service could not be reached, by the classes of what a driver threw and an SQLState. */
public final class NetworkFailure {

  /** How many causes are followed, since drivers build chains that loop. */
  private static final int DEPTH = 16;

  /** The client could not establish the connection (SQL standard, class 08). */
  private static final String NO_CONNECTION = "08001";

  private static final String NETWORK_REMEDY =
      "Let the function reach it: look at its subnets, routes, security groups and network ACLs";

  private NetworkFailure() {}

  /**
   * Explains a failed connection attempt, if the network or TLS is to blame.
   *
   * @param failure what the driver threw
   * @param host where it tried to connect to
   * @param port where it tried to connect to
   * @param <S> an open session with the protected service
   * @return what to report, or empty if it was the service that answered
   */
  public static <S extends AutoCloseable> Optional<Unavailable<S>> of(
      Exception failure, String host, int port) {
    List<Throwable> causes = causes(failure);
    Optional<TlsFailure> tls = TlsFailure.find(causes, host);
    if (tls.isPresent()) {
      return Optional.of(
          new Unavailable<>(Reason.TLS_FAILED, tls.get().observed(), tls.get().remedy(), failure));
    }
    String place = "'%s', port %d".formatted(host, port);
    return causes.stream()
        .filter(IOException.class::isInstance)
        .findFirst()
        .map(cause -> unreachable(cause, host, place))
        .or(() -> timedOut(failure, place))
        .map(
            fact ->
                new Unavailable<>(
                    Reason.SERVICE_UNREACHABLE, fact.observed(), fact.remedy(), failure));
  }

  private record Fact(String observed, String remedy) {}

  private static Fact unreachable(Throwable cause, String host, String place) {
    if (cause instanceof UnknownHostException) {
      return new Fact(
          "the host name '" + host + "' cannot be resolved",
          "Correct member 'host', or let the function's network resolve the name");
    }
    if (cause instanceof SocketTimeoutException) {
      return late(place);
    }
    if (cause instanceof NoRouteToHostException) {
      return new Fact("there is no route to " + place, NETWORK_REMEDY);
    }
    if (cause instanceof ConnectException) {
      return new Fact(
          "%s takes no connections: %s".formatted(place, cause.getMessage()),
          "Start the service, correct members 'host' and 'port', or let the function's security group"
              + " in");
    }
    if (cause instanceof EOFException || cause instanceof SocketException) {
      return new Fact(
          place + " closed the connection",
          "See that this service is what listens there, and why its log says that it hung up");
    }
    return new Fact("connecting to %s failed: %s".formatted(place, cause), NETWORK_REMEDY);
  }

  /** A driver's own time-out has no cause that says so. */
  private static Optional<Fact> timedOut(Exception failure, String place) {
    return failure instanceof SQLException e && NO_CONNECTION.equals(e.getSQLState())
        ? Optional.of(late(place))
        : Optional.empty();
  }

  private static Fact late(String place) {
    return new Fact(place + " did not answer in time", NETWORK_REMEDY);
  }

  private static List<Throwable> causes(Exception failure) {
    List<Throwable> causes = new ArrayList<>();
    @Nullable Throwable cause = failure.getCause();
    while (cause != null && causes.size() < DEPTH) {
      causes.add(cause);
      cause = cause.getCause();
    }
    return causes;
  }
}
