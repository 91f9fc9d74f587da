package dev.keyturn.sam;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The templates of the other databases are that of PostgreSQL, whose policy a test tries out, but
 * for names and what only PostgreSQL has.
 */
class EngineTemplatesTest {

  @ParameterizedTest
  @CsvSource({"mysql, MySql, MySQL, 256", "mariadb, MariaDb, MariaDB, 4096"})
  void differWhereTheyShould(String engine, String rotator, String product, int longest)
      throws IOException {
    String expected =
        Files.readString(Path.of("template.yaml"))
            .replace("PostgresRotator", rotator + "Rotator")
            .replace("PostgreSQL", product)
            .replace("-postgres", "-" + engine)
            .replace(".rotators.postgres.", ".rotators." + engine + ".")
            .replace("CodeUri: .\n", "CodeUri: ..\n")
            .replace("MaxValue: 4096", "MaxValue: " + longest)
            .replace("[ObjectOwner, PromptPromotion]", "[PromptPromotion]")
            .replace("          OBJECT_OWNER: !Ref ObjectOwner\n", "")
            .replaceAll("(?s)  ObjectOwner:\n.*?(?=  PromptPromotion:\n)", "");

    assertThat(Path.of("templates", engine + ".yaml")).hasContent(expected);
  }
}
