package dev.keyturn.rotators.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Makes certificates with the JDK's keytool: good ones, and ones that nobody should accept. */
public final class CertificateMill {

  private final Path store;
  private final String password;

  /**
   * Works on a key store.
   *
   * @param store a PKCS 12 file, made when it is missing
   * @param password its password
   */
  public CertificateMill(Path store, String password) {
    this.store = store;
    this.password = password;
  }

  /** Makes an authority that signs itself. */
  public void authority(String alias, String name) throws IOException, InterruptedException {
    keytool(alias, "-dname", name, "-ext", "bc:c=ca:true");
  }

  /** Makes a server's certificate. */
  public void server(String alias, String signer, String host, String... options)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(Arrays.asList(options));
    all.addAll(List.of("-signer", signer, "-dname", "CN=" + host, "-ext", "san=dns:" + host));
    keytool(alias, all.toArray(String[]::new));
  }

  /** Gives an authority's certificate as PEM text. */
  public String certificate(String alias) throws IOException, GeneralSecurityException {
    return pem("CERTIFICATE", load().getCertificate(alias).getEncoded());
  }

  /** Gives a server's certificate and those that it depends on. */
  public X509Certificate[] chain(String alias) throws IOException, GeneralSecurityException {
    return Arrays.stream(load().getCertificateChain(alias))
        .map(X509Certificate.class::cast)
        .toArray(X509Certificate[]::new);
  }

  /** Gives a private key as PEM text. */
  public String privateKey(String alias) throws IOException, GeneralSecurityException {
    return pem("PRIVATE KEY", load().getKey(alias, password.toCharArray()).getEncoded());
  }

  private KeyStore load() throws IOException, GeneralSecurityException {
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      loaded.load(in, password.toCharArray());
    }
    return loaded;
  }

  private static String pem(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label);
  }

  private void keytool(String alias, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    // It ends before a better compiler pays.
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(List.of("-genkeypair", "-alias", alias, "-keyalg", "EC"));
    command.addAll(List.of("-groupname", "secp256r1", "-storetype", "PKCS12"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", password));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("keytool failed: " + said);
    }
  }
}
