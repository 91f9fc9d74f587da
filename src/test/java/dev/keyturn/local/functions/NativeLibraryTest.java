package dev.keyturn.local.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativeLibraryTest {

  private static final String OPTION =
      "-Dcom.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI=";

  /** AWS's client has native code for Linux only. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void everyFunctionHasAFileOfItsOwnAndTakesItAway() throws Exception {
    NativeLibrary one = NativeLibrary.unpack();
    NativeLibrary other = NativeLibrary.unpack();
    Path file = file(one);

    assertThat(file(other)).isNotEqualTo(file);
    assertThat(Files.size(file)).isGreaterThan(500_000);
    System.load(file.toString());

    one.close();
    assertThat(file).doesNotExist();
    assertThat(file(other)).exists();
    other.close();
    assertThat(file(other)).doesNotExist();
  }

  private static Path file(NativeLibrary library) {
    assertThat(library.options()).hasSize(1).allMatch(option -> option.startsWith(OPTION));
    return Path.of(library.options().get(0).substring(OPTION.length()));
  }
}
