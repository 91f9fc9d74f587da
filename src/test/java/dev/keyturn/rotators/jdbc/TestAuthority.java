package dev.keyturn.rotators.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A certificate authority of any name, made by the JDK's keytool. */
final class TestAuthority {

  private static final String PASSWORD = "keyturn";

  private final Path store;

  private TestAuthority(Path store) {
    this.store = store;
  }

  static TestAuthority named(String name) throws Exception {
    Path folder = Files.createTempDirectory("keyturn-authority-");
    TestAuthority authority = new TestAuthority(folder.resolve("keys.p12"));
    folder.toFile().deleteOnExit();
    authority.store.toFile().deleteOnExit();
    authority.generate("ca", "-dname", name, "-ext", "bc:c=ca:true");
    return authority;
  }

  /** A server's certificate and the authority's own, as a server sends them. */
  X509Certificate[] chainFor(String host) throws Exception {
    generate(host, "-signer", "ca", "-dname", "CN=" + host, "-ext", "san=dns:" + host);
    return Arrays.stream(keys().getCertificateChain(host))
        .map(X509Certificate.class::cast)
        .toArray(X509Certificate[]::new);
  }

  String pem() throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(keys().getCertificate("ca").getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  private KeyStore keys() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private void generate(String alias, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", alias, "-keyalg", "EC"));
    command.addAll(List.of("-groupname", "secp256r1", "-validity", "30", "-storetype", "PKCS12"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(said);
    }
  }
}
