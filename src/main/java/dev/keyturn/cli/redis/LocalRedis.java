package dev.keyturn.cli.redis;

import dev.keyturn.cli.servers.Passwords;
import dev.keyturn.cli.servers.Ports;
import dev.keyturn.cli.servers.ServerCertificate;
import dev.keyturn.cli.servers.ServerFolder;
import dev.keyturn.cli.servers.ServerProcess;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis server of its own, listening on the loopback address only: with TLS for the function, and
 * without for clients. Closing it, or the end of the JVM, stops it and deletes its data.
 * Thread-safe.
 */
public final class LocalRedis implements AutoCloseable {

  private static final String HOST = "localhost";
  private static final String SUPERUSER = "admin";
  private static final String USERS = "users.acl";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ServerProcess server;
  private final ServerFolder folder;
  private final int port;
  private final int tlsPort;
  private final SecretText password;

  private LocalRedis(
      Process server, ServerFolder folder, int port, int tlsPort, SecretText password) {
    this.server = new ServerProcess(server, folder);
    this.folder = folder;
    this.port = port;
    this.tlsPort = tlsPort;
    this.password = password;
  }

  /**
   * Starts the server.
   *
   * @return a server that accepts logins
   * @throws IOException if it does not start; the message says why
   */
  public static LocalRedis start() throws IOException {
    ServerFolder folder = ServerFolder.create("redis");
    LocalRedis started = null;
    try {
      SecretText password = Passwords.random();
      int port = Ports.free();
      int tlsPort = Ports.free();
      ServerCertificate certificate = ServerCertificate.begin(folder.folder(), HOST);
      Files.createDirectory(folder.data());
      certificate.installInto(folder.data());
      Process process =
          new ProcessBuilder(binary().toString(), configuration(folder, port, tlsPort, password))
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(folder.log().toFile()))
              .start();
      started = new LocalRedis(process, folder, port, tlsPort, password);
      started.awaitLogin();
      return started;
    } catch (IOException | InterruptedException e) {
      String log = folder.logExcerpt();
      if (started == null) {
        folder.delete();
      } else {
        started.close();
      }
      throw new IOException("Redis did not start: " + e.getMessage() + log, e);
    }
  }

  /**
   * Gives the server's program, as it comes from Maven.
   *
   * @return a file
   * @throws IOException if there is none for this system
   */
  public static Path binary() throws IOException {
    return ExecutableProvider.newJarResourceProvider().get().toPath();
  }

  private static String configuration(
      ServerFolder folder, int port, int tlsPort, SecretText password) throws IOException {
    Path users = folder.data().resolve(USERS);
    Files.write(
        users,
        List.of(
            "user default off",
            "user %s on >%s ~* &* +@all".formatted(SUPERUSER, password.reveal())));
    Path file = folder.folder().resolve("redis.conf");
    Files.write(
        file,
        List.of(
            "bind 127.0.0.1",
            "port " + port,
            "tls-port " + tlsPort,
            "tls-cert-file " + folder.data().resolve("server.crt"),
            "tls-key-file " + folder.data().resolve("server.key"),
            "tls-ca-cert-file " + folder.caFile(),
            "tls-auth-clients no",
            "dir " + folder.data(),
            "aclfile " + users,
            "save \"\"",
            "loglevel debug"));
    return file.toString();
  }

  private void awaitLogin() throws IOException, InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        run("PING");
        return;
      } catch (IOException e) {
        if (!server.isAlive() || Instant.now().isAfter(end)) {
          throw e;
        }
      }
      Thread.sleep(10);
    }
  }

  /**
   * Names the host that the server's certificate is for.
   *
   * @return {@code localhost}
   */
  public String host() {
    return HOST;
  }

  /**
   * Tells where the server listens with TLS.
   *
   * @return the port
   */
  public int tlsPort() {
    return tlsPort;
  }

  /**
   * Names the file with the CA that signed the server's certificate.
   *
   * @return a PEM file
   */
  public Path caFile() {
    return folder.caFile();
  }

  /**
   * Asks for the server's version.
   *
   * @return for instance {@code 6.2.11}
   * @throws IOException if the server fails
   */
  public String version() throws IOException {
    return text(run("INFO", "server"))
        .lines()
        .filter(line -> line.startsWith("redis_version:"))
        .map(line -> line.substring(line.indexOf(':') + 1))
        .findFirst()
        .orElse("of unknown version");
  }

  /**
   * Makes a user.
   *
   * @param user its name
   * @param secret its password
   * @param rules what it may do
   * @throws IOException if the server fails
   */
  public void createUser(String user, SecretText secret, String... rules) throws IOException {
    List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", user, "on"));
    words.add(">" + secret.reveal());
    words.addAll(List.of(rules));
    run(words.toArray(String[]::new));
    run("ACL", "SAVE");
  }

  /**
   * Lists a user's passwords.
   *
   * @param user which user
   * @return what the server keeps of them
   * @throws IOException if the server fails
   */
  public List<String> hashes(String user) throws IOException {
    if (run("ACL", "GETUSER", user) instanceof List<?> fields) {
      for (int i = 0; i + 1 < fields.size(); i += 2) {
        if (text(fields.get(i)).equals("passwords") && fields.get(i + 1) instanceof List<?> all) {
          return all.stream().map(LocalRedis::text).toList();
        }
      }
    }
    return List.of();
  }

  /**
   * Logs in and reads a key.
   *
   * @param user which user
   * @param secret its password
   * @param key what it may read
   * @return false if the password is refused
   * @throws IOException if anything else fails
   */
  public boolean reads(String user, SecretText secret, String key) throws IOException {
    try (Connection connection = connect(user, secret)) {
      connection.executeCommand(new CommandArguments(Command.GET).add(key));
      return true;
    } catch (JedisAccessControlException e) {
      return false;
    } catch (JedisException e) {
      throw failed(e);
    }
  }

  /**
   * Gives all in which a password might be found.
   *
   * @return the log, and the file with the users
   * @throws IOException if they cannot be read
   */
  public String log() throws IOException {
    return Files.readString(folder.log(), StandardCharsets.UTF_8)
        + Files.readString(folder.data().resolve(USERS), StandardCharsets.UTF_8);
  }

  private Object run(String... words) throws IOException {
    CommandArguments arguments = new CommandArguments(Command.valueOf(words[0]));
    for (int i = 1; i < words.length; i++) {
      arguments.add(words[i]);
    }
    try (Connection connection = connect(SUPERUSER, password)) {
      return connection.executeCommand(arguments);
    } catch (JedisException e) {
      throw failed(e);
    }
  }

  private Connection connect(String user, SecretText secret) {
    return new Connection(
        new HostAndPort(HOST, port),
        DefaultJedisClientConfig.builder()
            .serverDefaultProtocol()
            .user(user)
            .password(secret.reveal())
            .build());
  }

  private static IOException failed(JedisException failure) {
    return new IOException(failure.getMessage(), failure);
  }

  private static String text(Object reply) {
    return reply instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(reply);
  }

  @Override
  public void close() {
    server.close();
  }
}
