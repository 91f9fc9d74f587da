import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;

/**
 * Makes one jar of many: {@code java OneJar.java TO FROM...}. A JVM opens each jar of its class
 * path, and looks into each for every service; in one it finds all at once. Of files with one name
 * the first counts, as on a class path, but services are added up, and licences are kept apart.
 */
final class OneJar {

  private static final String MANIFEST = "Manifest-Version: 1.0\r\nMulti-Release: true\r\n\r\n";
  private static final long MOMENT = 1_577_836_800_000L; // 2020-01-01

  private static final Pattern SERVICE =
      Pattern.compile("META-INF/services/[^/]+|.*/execution\\.interceptors");

  private static final Pattern LICENCE =
      Pattern.compile("(META-INF/)?((LICEN[CS]E|NOTICE|COPYING|COPYRIGHT)[^/]*)");

  /** Of one jar alone: modules, signatures, and what Maven has left. */
  private static final Pattern NEEDLESS =
      Pattern.compile(
          "(.*/)?module-info\\.class|META-INF/(MANIFEST\\.MF|INDEX\\.LIST|[^/]+\\.(SF|RSA|DSA|EC)|maven/.*)");

  private final JarOutputStream to;
  private final Set<String> written = new HashSet<>();
  private final Map<String, ByteArrayOutputStream> services = new TreeMap<>();

  private OneJar(JarOutputStream to) {
    this.to = to;
  }

  public static void main(String[] arguments) throws IOException {
    try (OutputStream file = Files.newOutputStream(Path.of(arguments[0]));
        JarOutputStream to = new JarOutputStream(file)) {
      OneJar one = new OneJar(to);
      one.write(JarFile.MANIFEST_NAME, MANIFEST.getBytes());
      for (int i = 1; i < arguments.length; i++) {
        one.add(Path.of(arguments[i]));
      }
      for (Map.Entry<String, ByteArrayOutputStream> service : one.services.entrySet()) {
        one.write(service.getKey(), service.getValue().toByteArray());
      }
    }
  }

  private void add(Path jar) throws IOException {
    try (JarFile from = new JarFile(jar.toFile())) {
      for (Enumeration<JarEntry> all = from.entries(); all.hasMoreElements(); ) {
        JarEntry entry = all.nextElement();
        if (!entry.isDirectory() && !NEEDLESS.matcher(entry.getName()).matches()) {
          add(jar.getFileName().toString(), entry.getName(), from.getInputStream(entry).readAllBytes());
        }
      }
    }
  }

  private void add(String jar, String name, byte[] bytes) throws IOException {
    var licence = LICENCE.matcher(name);
    if (licence.matches()) {
      write("META-INF/licenses/" + jar + "/" + licence.group(2), bytes);
    } else if (SERVICE.matcher(name).matches()) {
      ByteArrayOutputStream lines = services.computeIfAbsent(name, n -> new ByteArrayOutputStream());
      lines.write(bytes);
      lines.write('\n');
    } else {
      write(name, bytes);
    }
  }

  private void write(String name, byte[] bytes) throws IOException {
    if (written.add(name)) {
      JarEntry entry = new JarEntry(name);
      entry.setTime(MOMENT);
      to.putNextEntry(entry);
      to.write(bytes);
      to.closeEntry();
    }
  }
}
