package dev.keyturn.cli.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/**
 * A CA of its own and a certificate for one server, made by the JDK's keytool in the background
 * while the server's data is initialised.
 */
public final class ServerCertificate {

  /** The name of the file with the CA, in the folder. */
  public static final String CA_FILE = "ca.pem";

  private static final String STORE = "certificates.p12";
  // Guards nothing: the folder is readable to this user only, and is deleted with the server.
  private static final String PASSWORD = "keyturn";
  // So its password needs no stretching, and keytool, which ends before a better compiler pays,
  // half of the time.
  private static final List<String> QUICK =
      List.of(
          "-J-XX:TieredStopAtLevel=1",
          "-J-XX:+UseSerialGC",
          "-J-Dkeystore.pkcs12.certPbeIterationCount=1",
          "-J-Dkeystore.pkcs12.keyPbeIterationCount=1",
          "-J-Dkeystore.pkcs12.macIterationCount=1");
  private static final int LINE = 64;

  private final Path folder;
  private final CompletableFuture<Void> made;

  private ServerCertificate(Path folder, CompletableFuture<Void> made) {
    this.folder = folder;
    this.made = made;
  }

  /**
   * Begins to make a certificate with an elliptic key.
   *
   * @param folder a folder that only this user can read
   * @param hosts the hosts that it is for, the first of them as its subject
   * @return the certificate, not yet made
   */
  public static ServerCertificate begin(Path folder, String... hosts) {
    return begin(folder, List.of(hosts), List.of("-keyalg", "EC", "-groupname", "secp256r1"));
  }

  /**
   * Begins to make a certificate with an RSA key, for servers that know no other.
   *
   * @param folder a folder that only this user can read
   * @param host the host that it is for
   * @return the certificate, not yet made
   */
  public static ServerCertificate beginRsa(Path folder, String host) {
    return begin(folder, List.of(host), List.of("-keyalg", "RSA", "-keysize", "2048"));
  }

  private static ServerCertificate begin(Path folder, List<String> hosts, List<String> key) {
    return new ServerCertificate(
        folder, CompletableFuture.runAsync(() -> make(folder, hosts, key)));
  }

  /**
   * Waits until it is made, and puts {@code server.crt} and {@code server.key} there.
   *
   * @param data the server's folder
   * @throws IOException if there is no certificate
   */
  public void installInto(Path data) throws IOException {
    try {
      made.join();
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(folder.resolve(STORE))) {
        store.load(in, PASSWORD.toCharArray());
      }
      Files.writeString(folder.resolve(CA_FILE), certificate(store, "ca"));
      Files.writeString(data.resolve("server.crt"), certificate(store, "server"));
      writeOwnerOnly(data.resolve("server.key"), privateKey(store, "server"));
    } catch (CompletionException | GeneralSecurityException e) {
      throw new IOException("no certificate could be made: " + e.getMessage(), e);
    }
  }

  private static String certificate(KeyStore store, String alias) throws GeneralSecurityException {
    return pem("CERTIFICATE", store.getCertificate(alias).getEncoded());
  }

  private static String privateKey(KeyStore store, String alias) throws GeneralSecurityException {
    return pem("PRIVATE KEY", store.getKey(alias, PASSWORD.toCharArray()).getEncoded());
  }

  private static String pem(String label, byte[] der) {
    String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  /** Servers refuse a key that others can read. */
  private static void writeOwnerOnly(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  private static void make(Path folder, List<String> hosts, List<String> key) {
    String names = hosts.stream().map(host -> "dns:" + host).collect(Collectors.joining(","));
    keytool(folder, "ca", key, "-dname", "CN=Keyturn local CA", "-ext", "bc:c=ca:true");
    keytool(
        folder,
        "server",
        key,
        "-signer",
        "ca",
        "-dname",
        "CN=" + hosts.get(0),
        "-ext",
        "san=" + names + ",ip:127.0.0.1,ip:0:0:0:0:0:0:0:1");
  }

  private static void keytool(Path folder, String alias, List<String> key, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(QUICK);
    command.addAll(List.of("-genkeypair", "-alias", alias));
    command.addAll(key);
    command.addAll(List.of("-validity", "30", "-storetype", "PKCS12"));
    command.addAll(List.of("-keystore", folder.resolve(STORE).toString(), "-storepass", PASSWORD));
    command.addAll(List.of(options));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("keytool failed: " + said.strip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for keytool", e);
    }
  }
}
