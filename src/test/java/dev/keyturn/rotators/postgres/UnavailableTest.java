package dev.keyturn.rotators.postgres;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static dev.keyturn.rotation.Step.TEST_SECRET;
import static dev.keyturn.secret.StagingLabel.CURRENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.Step;
import dev.keyturn.secret.SecretText;
import dev.keyturn.testkit.FaultProxy;
import dev.keyturn.testkit.FaultProxy.Fate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Servers that cannot be asked: one login, a clear word, and the rotation goes on afterwards. */
@ExtendWith(SharedPostgres.class)
class UnavailableTest {

  private static final SecretText FIRST = SecretText.of("first-password");
  private static final String LOGIN =
      "logging in with AWSCURRENT as user '%s' at host 'localhost': ";

  private Database database;
  private Scene scene;
  private String user;

  @BeforeEach
  void prepare(Database shared) throws Exception {
    database = shared;
    scene = new Scene(database);
    user = Database.freshName("app");
    database.createUser(user, "first-password", "");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /** After the login, which takes four turns without TLS. */
  @Test
  void theNetworkFailsInAnOpenSession() throws Exception {
    InetSocketAddress server =
        new InetSocketAddress(database.server().host(), database.server().port());
    try (FaultProxy proxy = FaultProxy.before(server)) {
      scene.secret(
          SecretJson.of(database, user, "first-password")
              .with("port", proxy.port())
              .with("ssl", false));
      scene.begin();
      scene.run(CREATE_SECRET, SET_SECRET);
      proxy.tap((turn, moment) -> turn.number() > 4 ? Fate.RESET : Fate.PASS);

      RotationException failure = scene.failure(TEST_SECRET);

      assertThat(failure.reason()).isEqualTo(Reason.SERVICE_UNREACHABLE);
      assertThat(failure)
          .hasMessage(
              scene.message(
                  TEST_SECRET,
                  "asking who is logged in with AWSPENDING failed: 'localhost', port %d closed the"
                      + " connection. See that this service is what listens there, and why its log"
                      + " says that it hung up.",
                  proxy.port()));
    }
  }

  @Test
  void nobodyListens() throws Exception {
    int port = ClosedPort.find();
    assertUnavailable(
        port,
        Reason.SERVICE_UNREACHABLE,
        LOGIN
            + "'localhost', port %d takes no connections: Connection refused. Start the service,"
            + " correct members 'host' and 'port', or let the function's security group in.",
        user,
        port);
    try (FakeServer server = FakeServer.start(port, relay())) {
      heal();
      assertThat(server.visits()).isPositive();
    }
  }

  @Test
  void theNameCannotBeResolved() throws Exception {
    scene.secret(json().with("host", "db.invalid"));
    scene.begin();
    scene.run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure)
        .hasMessage(
            scene.message(
                SET_SECRET,
                "logging in with AWSCURRENT as user '%s' at host 'db.invalid': the host name"
                    + " 'db.invalid' cannot be resolved. Correct member 'host', or let the"
                    + " function's network resolve the name.",
                user));
    assertThat(failure.reason()).isEqualTo(Reason.SERVICE_UNREACHABLE);
    assertThat(scene.last().logins()).isEqualTo(1);
    scene.secrets().put(scene.id(), json().toString());
    scene.rotate();
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
  }

  @Test
  void theServerIsStartingUp() throws Exception {
    try (FakeServer server =
        FakeServer.start(FakeServer.failing("57P03", "the database system is starting up"))) {
      assertUnavailable(
          json().with("port", server.port()).with("ssl", false),
          Reason.SERVICE_NOT_READY,
          LOGIN
              + "57P03: the database system is starting up. Wait until the server has started;"
              + " Secrets Manager reattempts the rotation.",
          user);
      assertThat(server.visits()).isEqualTo(1);
      server.become(relay());
      heal();
    }
  }

  @Test
  void somethingElseListens() throws Exception {
    try (FakeServer server = FakeServer.start(FakeServer.HANGS_UP)) {
      assertUnavailable(
          server.port(),
          Reason.SERVICE_UNREACHABLE,
          LOGIN
              + "'localhost', port %d closed the connection. See that this service is what listens"
              + " there, and why its log says that it hung up.",
          user,
          server.port());
      server.become(relay());
      heal();
    }
  }

  @Test
  void anotherServiceListens() throws Exception {
    try (FakeServer server = FakeServer.start(FakeServer.SPEAKS_HTTP)) {
      assertUnavailable(
          server.port(),
          Reason.SERVICE_FAILED,
          LOGIN
              + "08P01: An error occurred while setting up the SSL connection. See that it is"
              + " PostgreSQL that listens where members 'host' and 'port' say.",
          user);
      server.become(relay());
      heal();
    }
  }

  /** A host that takes connections and then keeps silent. */
  @Test
  void theServerNeverAnswers() throws Exception {
    try (FakeServer server = FakeServer.start(FakeServer.SILENT)) {
      assertUnavailableInTime(server.port());
      assertThat(server.visits()).isEqualTo(1);
      server.become(relay());
      heal();
    }
  }

  /** A host from which nothing comes back, not even for the connection. */
  @Test
  void thePacketsDisappear() throws Exception {
    List<Socket> queue = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      fill(full, queue);
      assertUnavailableInTime(full.getLocalPort());
    } finally {
      for (Socket socket : queue) {
        socket.close();
      }
    }
  }

  /** Between login and change. */
  @Test
  void theNetworkIsGoneInTheMiddle() throws Exception {
    assertFreezes(
        "before execute",
        "starting a transaction failed with 08006: An I/O error occurred while sending to the"
            + " backend; nothing was changed. See why the connection broke; Secrets Manager"
            + " reattempts the rotation.");
  }

  /** The server may have done it, and only its answer is lost. */
  @Test
  void theAnswerToTheCommitIsLost() throws Exception {
    assertFreezes(
        "before commit",
        "committing failed with 08006: An I/O error occurred while sending to the backend; it is"
            + " not known whether the password was changed. See why the connection broke; Secrets"
            + " Manager reattempts the rotation.");
  }

  private void assertFreezes(String when, String text) throws Exception {
    try (FakeServer server = FakeServer.freezable(database.server().port())) {
      scene.secret(json().with("port", server.port()));
      scene.begin();
      scene.run(CREATE_SECRET);
      scene.function(
          environment ->
              new WatchedRotator(
                  environment,
                  moment -> {
                    if (moment.equals(when)) {
                      server.freeze();
                    }
                  }));
      Instant start = Instant.now();

      RotationException failure = scene.failure(SET_SECRET, Duration.ofMillis(1700));

      assertThat(Duration.between(start, Instant.now()))
          .isBetween(Duration.ofMillis(1000), Duration.ofMillis(1700));
      assertRefused(failure, Reason.SERVICE_UNREACHABLE, "%s", text);
      scene.function(Scene.ROTATOR);
      server.thaw();
      heal();
    }
  }

  /** Nobody accepts, so that the queue of the operating system fills and drops what comes. */
  private static void fill(ServerSocket server, List<Socket> queue) throws Exception {
    for (int i = 0; i < 20; i++) {
      Socket socket = new Socket();
      queue.add(socket);
      try {
        socket.connect(new InetSocketAddress("localhost", server.getLocalPort()), 100);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
    throw new AssertionError("the queue takes more and more connections");
  }

  private void assertUnavailableInTime(int port) throws Exception {
    scene.secret(json().with("port", port));
    scene.begin();
    scene.run(CREATE_SECRET);
    Instant start = Instant.now();

    RotationException failure = scene.failure(SET_SECRET, Duration.ofMillis(1500));

    assertThat(Duration.between(start, Instant.now()))
        .isBetween(Duration.ofMillis(900), Duration.ofMillis(1500));
    assertUnavailable(
        failure,
        Reason.SERVICE_UNREACHABLE,
        LOGIN
            + "'localhost', port %d did not answer in time. Let the function reach it: look at its"
            + " subnets, routes, security groups and network ACLs.",
        user,
        port);
  }

  @Test
  void theRoleHasNoConnectionLeft() throws Exception {
    database.run("ALTER ROLE " + user + " CONNECTION LIMIT 1");
    try (Connection other = database.server().connect("postgres", user, FIRST)) {
      scene.secret(json());
      scene.begin();
      scene.run(CREATE_SECRET);
      assertThat(other.isValid(5)).isTrue();
      List<String> before = database.catalog();

      RotationException failure = scene.failure(SET_SECRET);

      assertThat(scene.last().logins()).isEqualTo(1);
      assertRefused(
          failure,
          Reason.CONNECTION_LIMIT,
          "logging in with AWSCURRENT as user '%1$s' at host 'localhost': 53300: too many"
              + " connections for role \"%1$s\". Close idle connections, or raise max_connections"
              + " or the CONNECTION LIMIT of role \"%1$s\".",
          user);
      assertThat(database.catalog()).isEqualTo(before);
    }
    heal();
  }

  @Test
  void theServerHasNoConnectionLeft() throws Exception {
    List<Connection> taken = new ArrayList<>();
    try {
      for (String full = ""; !full.equals("53300"); ) {
        full = takeAnother(taken);
      }
      scene.secret(json());
      scene.begin();
      scene.run(CREATE_SECRET);

      RotationException failure = scene.failure(SET_SECRET);

      // The places that are kept for superusers are free, so that passwords are still checked.
      assertRefused(
          failure,
          Reason.CONNECTION_LIMIT,
          "logging in with AWSCURRENT as user '%1$s' at host 'localhost': 53300: remaining"
              + " connection slots are reserved for roles with the SUPERUSER attribute. Close idle"
              + " connections, or raise max_connections or the CONNECTION LIMIT of role \"%1$s\".",
          user);
    } finally {
      for (Connection connection : taken) {
        connection.close();
      }
    }
    heal();
  }

  private String takeAnother(List<Connection> taken) {
    try {
      taken.add(database.server().connect("postgres", user, FIRST));
      return "";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  @Test
  void theDatabaseDoesNotExist() throws Exception {
    scene.secret(json().with("dbname", "no such base"));
    scene.begin();
    scene.run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertRefused(
        failure,
        Reason.DATABASE_MISSING,
        "logging in with AWSCURRENT as user '%s' at host 'localhost': 3D000: database \"no such"
            + " base\" does not exist. Put a database that exists into member 'dbname', or leave"
            + " the member out for \"postgres\".",
        user);
    database.run("CREATE DATABASE \"no such base\"");
    heal();
    database.run("DROP DATABASE \"no such base\"");
  }

  @Test
  void theUserMayNotConnectToTheDatabase() throws Exception {
    database.run("CREATE DATABASE \"closed\"", "REVOKE CONNECT ON DATABASE closed FROM PUBLIC");
    scene.secret(json().with("dbname", "closed"));
    scene.begin();
    scene.run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertRefused(
        failure,
        Reason.PRIVILEGE_MISSING,
        "logging in with AWSCURRENT as user '%1$s' at host 'localhost': 42501: permission denied"
            + " for database \"closed\". Run: GRANT CONNECT ON DATABASE \"closed\" TO \"%1$s\".",
        user);
    database.run("GRANT CONNECT ON DATABASE closed TO " + user);
    heal();
    database.run("DROP DATABASE closed");
  }

  @Test
  void theServersRulesLetNobodyInUnencrypted() throws Exception {
    scene.secret(json().with("username", SharedPostgres.TLS_USER).with("ssl", false));
    scene.begin();
    scene.run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.SERVICE_REFUSED);
    assertThat(failure)
        .hasMessageMatching(
            "setSecret of arn:\\S+: logging in with AWSCURRENT as user 'tls_only' at host"
                + " 'localhost': 28000: pg_hba.conf rejects connection for host \"[0-9.:]+\", user"
                + " \"tls_only\", database \"postgres\", no encryption\\. Remove \"ssl\": false"
                + " from the secret, since the server may want TLS; otherwise add a line that lets"
                + " this user in from there to pg_hba\\.conf\\.");
    assertThat(scene.last().logins()).isEqualTo(1);
  }

  @FormatMethod
  private void assertUnavailable(
      int port, Reason reason, @FormatString String text, Object... details) throws Exception {
    assertUnavailable(json().with("port", port), reason, text, details);
  }

  /** The step names what was seen, at the first rung, and changes nothing. */
  @FormatMethod
  private void assertUnavailable(
      SecretJson secret, Reason reason, @FormatString String text, Object... details)
      throws Exception {
    scene.secret(secret);
    scene.begin();
    scene.run(CREATE_SECRET);
    List<String> before = database.catalog();

    RotationException failure = scene.failure(SET_SECRET);

    assertUnavailable(failure, reason, text, details);
    assertThat(database.catalog()).isEqualTo(before);
  }

  @FormatMethod
  private void assertUnavailable(
      RotationException failure, Reason reason, @FormatString String text, Object... details) {
    assertThat(scene.last().logins()).isEqualTo(1);
    assertThat(scene.last().rejectedLogins()).isZero();
    assertRefused(failure, reason, text, details);
  }

  @FormatMethod
  private void assertRefused(
      RotationException failure, Reason reason, @FormatString String text, Object... details) {
    assertThat(failure).hasMessage(scene.message(SET_SECRET, text, details));
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(scene.labels()).containsExactly("AWSPENDING");
  }

  /** The rotation that is stuck goes on with its own version, once the cause is gone. */
  private void heal() {
    SecretJson pending = scene.pending();
    scene.run(Step.values());
    assertThat(scene.current().password()).isEqualTo(pending.password());
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
  }

  private FakeServer.Manner relay() {
    return FakeServer.relay(database.server().port());
  }

  private SecretJson json() {
    return SecretJson.of(database, user, "first-password");
  }
}
