package dev.keyturn.rotators.mysqlprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What SHOW GRANTS says, by every server; and the statements that make up for a difference. */
class PrivilegeTest {

  private static final Account APP = new Account("app", "%");
  private static final Account OTHER = new Account("other", "%");
  private static final Account ADMIN = new Account("admin", "%");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GRANT USAGE ON *.* TO `app`@`%`                                            |
          GRANT USAGE ON *.* TO 'app'@'%' IDENTIFIED BY PASSWORD '*00'               |
          GRANT USAGE ON `d`.* TO `app`@`%` WITH GRANT OPTION                        | USAGE ON `d`.* WITH GRANT OPTION
          GRANT SELECT, INSERT ON `d`.* TO 'app'@'%' REQUIRE SSL WITH GRANT OPTION   | SELECT ON `d`.* WITH GRANT OPTION; INSERT ON `d`.* WITH GRANT OPTION
          GRANT SELECT (`b`, `a`), UPDATE (`x, y`) ON `d`.`t` TO `app`@`%`           | SELECT (`b`) ON `d`.`t`; SELECT (`a`) ON `d`.`t`; UPDATE (`x, y`) ON `d`.`t`
          GRANT EXECUTE ON PROCEDURE `d`.`p` TO `app`@`%`                            | EXECUTE ON PROCEDURE `d`.`p`
          GRANT PROXY ON ``@`%` TO `app`@`%`                                         | PROXY ON ``@`%`
          GRANT `r1`@`%`,`r2`@`%` TO `app`@`%` WITH ADMIN OPTION                     | `r1`@`%` WITH ADMIN OPTION; `r2`@`%` WITH ADMIN OPTION
          GRANT SELECT ON ` TO ``x ON `.`(a` TO `app`@`%`                            | SELECT ON ` TO ``x ON `.`(a`
          REVOKE INSERT ON `d`.* FROM `app`@`%`                                      | no INSERT ON `d`.*
          GRANT SELECT ON `d`.* TO `role`                                            |
          GRANT SELECT ON `d`.* TO `app`@`10.%`                                      |
          SET DEFAULT ROLE `r1` FOR `app`@`%`                                        |
          """)
  void isReadFromWhatTheServerSays(String line, String privileges) {
    assertThat(Privilege.parse(line, APP).stream().map(Privilege::toString))
        .containsExactly(privileges == null ? new String[0] : privileges.split("; ", -1));
  }

  @Test
  void grantsAndRevokesWhatDiffers() {
    assertThat(
            statements(
                List.of(
                    "GRANT SELECT, INSERT ON `d`.* TO `app`@`%` WITH GRANT OPTION",
                    "GRANT PROCESS ON *.* TO `app`@`%`",
                    "GRANT `r1`@`%` TO `app`@`%`",
                    "REVOKE DELETE ON `m`.* FROM `app`@`%`"),
                List.of(
                    "GRANT SELECT, DELETE ON `d`.* TO `other`@`%`",
                    "GRANT PROCESS ON *.* TO `other`@`%` WITH GRANT OPTION",
                    "GRANT `r1`@`%` TO `other`@`%` WITH ADMIN OPTION",
                    "REVOKE UPDATE ON `m`.* FROM `other`@`%`")))
        .containsExactly(
            "REVOKE GRANT OPTION ON *.* FROM 'other'@'%'",
            "REVOKE DELETE ON `d`.* FROM 'other'@'%'",
            "REVOKE `r1`@`%` FROM 'other'@'%'",
            "GRANT UPDATE ON `m`.* TO 'other'@'%'",
            "GRANT SELECT, INSERT ON `d`.* TO 'other'@'%' WITH GRANT OPTION",
            "GRANT PROCESS ON *.* TO 'other'@'%'",
            "GRANT `r1`@`%` TO 'other'@'%'",
            "REVOKE DELETE ON `m`.* FROM 'other'@'%'");
  }

  @Test
  void allPrivilegesCoverEachAndTakeEachAlong() {
    assertThat(
            statements(
                List.of("GRANT ALL PRIVILEGES ON `d`.* TO `app`@`%`"),
                List.of("GRANT SELECT ON `d`.* TO `other`@`%`")))
        .containsExactly("GRANT ALL PRIVILEGES ON `d`.* TO 'other'@'%'");
    assertThat(
            statements(
                List.of("GRANT SELECT ON `d`.* TO `app`@`%`"),
                List.of("GRANT ALL PRIVILEGES ON `d`.* TO `other`@`%`")))
        .containsExactly(
            "REVOKE ALL PRIVILEGES ON `d`.* FROM 'other'@'%'",
            "GRANT SELECT ON `d`.* TO 'other'@'%'");
  }

  @Test
  void isLeftAloneWhereNothingDiffers() {
    List<String> lines = List.of("GRANT SELECT, UPDATE (`a`) ON `d`.* TO `app`@`%`");

    assertThat(statements(lines, lines.stream().map(l -> l.replace("app", "other")).toList()))
        .isEmpty();
  }

  private static List<String> statements(List<String> wanted, List<String> held) {
    return PrivilegeDifference.of(parse(wanted, APP), parse(held, OTHER))
        .changes(OTHER, ADMIN)
        .stream()
        .map(Change::sql)
        .toList();
  }

  private static List<Privilege> parse(List<String> lines, Account account) {
    return lines.stream().flatMap(line -> Privilege.parse(line, account).stream()).toList();
  }
}
