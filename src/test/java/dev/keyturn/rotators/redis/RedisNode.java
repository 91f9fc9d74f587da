package dev.keyturn.rotators.redis;

import dev.keyturn.cli.redis.LocalRedis;
import dev.keyturn.cli.servers.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** A real server, as its administrator sees it. */
final class RedisNode implements AutoCloseable {

  static final String ADMIN = "default";
  static final String ADMIN_PASSWORD = "root-password";

  /** Where a server keeps its users. */
  enum Users {
    /** In a file of their own. */
    ACL_FILE,
    /** In its configuration file. */
    CONFIGURATION_FILE,
    /** In its memory only. */
    MEMORY
  }

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static Path embedded;

  private final Path binary;
  private final Path folder;
  private final List<String> settings;
  private final int port;
  private final Users users;
  private Process process;

  private RedisNode(Path binary, Path folder, int port, Users users, List<String> settings) {
    this.binary = binary;
    this.folder = folder;
    this.port = port;
    this.users = users;
    this.settings = settings;
  }

  static RedisNode start(Path folder) throws Exception {
    return start(folder, Users.ACL_FILE);
  }

  /** Starts the server that comes from Maven. */
  static RedisNode start(Path folder, Users users, String... settings) throws Exception {
    return start(embedded(), folder, users, settings);
  }

  static RedisNode start(Path binary, Path folder, Users users, String... settings)
      throws Exception {
    List<String> all = new ArrayList<>(List.of("save \"\"", "bind 127.0.0.1"));
    all.addAll(List.of(settings));
    all.add("dir " + folder);
    if (users == Users.ACL_FILE) {
      Path file = folder.resolve("users.acl");
      Files.writeString(file, "user default on >" + ADMIN_PASSWORD + " ~* &* +@all\n");
      all.add("aclfile " + file);
    } else {
      all.add("requirepass " + ADMIN_PASSWORD);
    }
    int port =
        all.stream()
            .filter(line -> line.startsWith("tls-port "))
            .map(line -> Integer.parseInt(line.substring("tls-port ".length())))
            .findFirst()
            .orElseGet(RedisNode::freePort);
    RedisNode node = new RedisNode(binary, folder, port, users, all);
    node.start();
    return node;
  }

  private static synchronized Path embedded() throws IOException {
    if (embedded == null) {
      embedded = LocalRedis.binary();
    }
    return embedded;
  }

  static int freePort() {
    try {
      return Ports.free();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A name that no other test has. */
  static String freshName(String stem) {
    return stem + "_" + NAMES.incrementAndGet();
  }

  /** Starts it, for the first time or again. */
  void start() throws Exception {
    List<String> lines = new ArrayList<>(settings);
    if (lines.stream().noneMatch(line -> line.startsWith("port "))) {
      lines.add("port " + port);
    }
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    if (users == Users.MEMORY) {
      lines.forEach(line -> command.addAll(words(line)));
    } else {
      Path file = folder.resolve("redis.conf");
      if (Files.notExists(file)) {
        Files.write(file, lines);
      }
      command.add(file.toString());
    }
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    try {
      awaitAnswer();
    } catch (Exception e) {
      stop();
      throw e;
    }
  }

  private static List<String> words(String line) {
    String[] parts = line.split(" ", 2);
    List<String> words = new ArrayList<>(List.of("--" + parts[0]));
    words.addAll(parts[1].equals("\"\"") ? List.of("") : List.of(parts[1].split(" ", -1)));
    return words;
  }

  private void awaitAnswer() throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(10));
    while (true) {
      try {
        if (isWithTls()) {
          // Its administrator speaks no TLS; that it listens is enough.
          new Socket(InetAddress.getLoopbackAddress(), port).close();
        } else {
          run("PING");
        }
        return;
      } catch (JedisException | IOException e) {
        if (!process.isAlive() || Instant.now().isAfter(end)) {
          throw new IOException("the server does not start: " + Files.readString(log()), e);
        }
        Thread.sleep(5);
      }
    }
  }

  private boolean isWithTls() {
    return settings.stream().anyMatch(line -> line.startsWith("tls-port"));
  }

  void stop() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }

  /** Forgets what is in memory only. */
  void restart() throws Exception {
    stop();
    start();
  }

  int port() {
    return port;
  }

  Path log() {
    return folder.resolve("server.log");
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Makes a user who may do this; adds the rules to a user who exists. */
  void user(String name, String password, String... rules) {
    run(
        Stream.concat(Stream.of("ACL", "SETUSER", name, "on", ">" + password), Stream.of(rules))
            .toArray(String[]::new));
  }

  /** How many passwords a user has. */
  int passwords(String name) {
    return AclUser.of(run("ACL", "GETUSER", name)).orElseThrow().hashes().size();
  }

  Object run(String... words) {
    try (Connection connection = connect(ADMIN, ADMIN_PASSWORD)) {
      return run(connection, words);
    }
  }

  String text(String... words) {
    return flat(run(words));
  }

  private static String flat(Object answer) {
    return answer instanceof List<?> list
        ? String.join(" ", list.stream().map(RedisNode::flat).toList())
        : Reply.text(answer);
  }

  Connection connect(String user, String password) {
    return new Connection(
        new HostAndPort("127.0.0.1", port),
        DefaultJedisClientConfig.builder()
            .serverDefaultProtocol()
            .user(user)
            .password(password)
            .build());
  }

  static Object run(Connection connection, String... words) {
    CommandArguments arguments = new CommandArguments(Command.valueOf(words[0]));
    for (int i = 1; i < words.length; i++) {
      arguments.add(words[i]);
    }
    return connection.executeCommand(arguments);
  }

  /** Logs in and out again; gives {@code "accepted"} or the code of the error. */
  String login(String user, String password) {
    try {
      connect(user, password).close();
      return "accepted";
    } catch (JedisConnectionException e) {
      return "unreachable";
    } catch (JedisDataException e) {
      return Reply.code(e);
    }
  }

  /** The names of users who are connected, apart from the one who asks. */
  List<String> sessions() {
    return text("CLIENT", "LIST")
        .lines()
        .filter(line -> !line.contains("cmd=client"))
        .map(line -> line.replaceAll(".* user=(\\S+).*", "$1"))
        .toList();
  }

  /** The secret of a user of this node. */
  Map<String, Object> secret(String user, String password) {
    return Map.of(
        "engine",
        "redis",
        "host",
        "localhost",
        "port",
        port,
        "username",
        user,
        "password",
        password,
        "ssl",
        false);
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
