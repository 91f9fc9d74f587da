package dev.keyturn.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseCredentialTest {

  private static final Codec<DatabaseCredential> CODEC =
      DatabaseCredential.codec(
          new DatabaseDefaults(List.of("postgres", "aurora-postgresql"), 5432, "postgres"));

  private static final String PLAIN =
      "{\"engine\":\"postgres\",\"host\":\"db.example.com\",\"username\":\"app\",\"password\":\"old-password\"%s}";

  @Test
  void readsTheMembersThatAwsDocuments() throws CredentialFormatException {
    DatabaseCredential credential =
        read(
            """
            {"engine":"aurora-postgresql","host":"DB.example.com","port":6543,"username":"app",
             "password":"old-password","dbname":"shop","dbClusterIdentifier":"cluster-1",
             "masterarn":"arn:aws:secretsmanager:us-east-1:123456789012:secret:admin-AbCdEf"}""");

    assertThat(credential.engine()).isEqualTo("aurora-postgresql");
    assertThat(credential.host()).isEqualTo("DB.example.com");
    assertThat(credential.port()).isEqualTo(6543);
    assertThat(credential.username()).isEqualTo("app");
    assertThat(credential.password()).isEqualTo(SecretText.of("old-password"));
    assertThat(credential.database()).isEqualTo("shop");
    assertThat(credential.tls()).isTrue();
    assertThat(credential.identity()).isEqualTo(new Identity("app", "db.example.com"));
    assertThat(credential.adminSecret())
        .contains(
            new SecretId("arn:aws:secretsmanager:us-east-1:123456789012:secret:admin-AbCdEf"));
    assertThat(credential)
        .hasToString(
            "aurora-postgresql credential of user 'app' at host 'db.example.com', port 6543");
  }

  @Test
  void takesAbsentEmptyAndNullMembersForTheirDefaults() throws CredentialFormatException {
    for (String more :
        new String[] {
          "",
          ",\"port\":null,\"dbname\":null,\"masterarn\":null,\"ssl\":null,\"usernames\":null",
          ",\"dbname\":\"\",\"masterarn\":\"\""
        }) {
      DatabaseCredential credential = read(PLAIN.formatted(more));
      assertThat(credential.port()).isEqualTo(5432);
      assertThat(credential.database()).isEqualTo("postgres");
      assertThat(credential.tls()).isTrue();
      assertThat(credential.adminSecret()).isEmpty();
      assertThat(credential.alternate())
          .get()
          .extracting(DatabaseCredential::username)
          .isEqualTo("app_clone");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1       | 1
          65535   | 65535
          "5433"  | 5433
          """)
  void takesAPortAsNumberOrText(String json, int port) throws CredentialFormatException {
    assertThat(read(PLAIN.formatted(",\"port\":" + json)).port()).isEqualTo(port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "-1", "5432.0", "1e3", "true", "[]", "\"\"", "\" 5432\""})
  void refusesAnotherPort(String json) {
    assertProblems(
        PLAIN.formatted(",\"port\":" + json), "member 'port' is not a number from 1 to 65535");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          true    | true
          false   | false
          "true"  | true
          "false" | false
          "False" | false
          """)
  void takesSslAsBooleanOrText(String json, boolean tls) throws CredentialFormatException {
    assertThat(read(PLAIN.formatted(",\"ssl\":" + json)).tls()).isEqualTo(tls);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\"no\"", "0", "{}"})
  void refusesAnotherSsl(String json) {
    assertProblems(PLAIN.formatted(",\"ssl\":" + json), "member 'ssl' is neither true nor false");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          app        |                                     | app_clone
          app_clone  |                                     | app
          _clone     |                                     | _clone_clone
          app        | ,"usernames":["app","app_2"]        | app_2
          app_2      | ,"usernames":["app","app_2"]        | app
          x_clone    | ,"usernames":["x_clone","y"]        | y
          """)
  void turnsToTheOtherUser(String user, String more, String other)
      throws CredentialFormatException {
    DatabaseCredential credential =
        read(
            PLAIN
                .formatted(more == null ? "" : more)
                .replace("\"app\",\"pass", "\"" + user + "\",\"pass"));

    DatabaseCredential alternate = credential.alternate().orElseThrow();

    assertThat(credential.username()).isEqualTo(user);
    assertThat(alternate.username()).isEqualTo(other);
    assertThat(alternate.password()).isEqualTo(credential.password());
    assertThat(alternate.alternate())
        .get()
        .extracting(DatabaseCredential::username)
        .isEqualTo(user);
    assertThat(CODEC.encode(alternate).reveal())
        .isEqualTo(
            CODEC
                .encode(credential)
                .reveal()
                .replace("\"username\":\"" + user, "\"username\":\"" + other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ["app"]              | member 'usernames' is not a list of two different user names
          ["app","app"]        | member 'usernames' is not a list of two different user names
          ["app","b","c"]      | member 'usernames' is not a list of two different user names
          ["app",""]           | member 'usernames' is not a list of two different user names
          ["app",1]            | member 'usernames' is not a list of two different user names
          "app,b"              | member 'usernames' is not a list of two different user names
          ["a","b"]            | member 'usernames' does not list the user in 'username'
          """)
  void refusesAnotherPair(String json, String problem) {
    assertProblems(PLAIN.formatted(",\"usernames\":" + json), problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\" \"", "7"})
  void refusesAnAdminSecretThatIsNoId(String json) {
    assertProblems(
        PLAIN.formatted(",\"masterarn\":" + json),
        json.equals("7")
            ? "member 'masterarn' is not a text, or empty"
            : "member 'masterarn' is no name or ARN of a secret");
    assertProblems(
        PLAIN.formatted(",\"masterarn\":\"" + "a".repeat(2049) + "\""),
        "member 'masterarn' is no name or ARN of a secret");
  }

  @Test
  void namesAllProblemsAtOnceAndNoValue() {
    assertProblems(
        """
        {"engine":"hunter2","port":"hunter2","username":["hunter2"],"password":"","dbname":[],
         "ssl":"hunter2","usernames":"hunter2","masterarn":["hunter2"]}""",
        "member 'engine' is none of: postgres, aurora-postgresql",
        "member 'host' is missing",
        "member 'port' is not a number from 1 to 65535",
        "member 'username' is not a text, or empty",
        "member 'password' is not a text, or empty",
        "member 'dbname' is not a text, or empty",
        "member 'ssl' is neither true nor false",
        "member 'usernames' is not a list of two different user names",
        "member 'masterarn' is not a text, or empty");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          hunter2                     | it is not valid JSON, or names a member twice
          {"password":"hunter2        | it is not valid JSON, or names a member twice
          {"password":"hunter2",}     | it is not valid JSON, or names a member twice
          {'password':'hunter2'}      | it is not valid JSON, or names a member twice
          {"a":1,"a":"hunter2"}       | it is not valid JSON, or names a member twice
          {"a":{"b":1,"b":"hunter2"}} | it is not valid JSON, or names a member twice
          {} hunter2                  | it is not valid JSON, or names a member twice
          {} {"password":"hunter2"}   | it is JSON, but more follows after it
          "hunter2"                   | it is JSON, but not an object
          ["hunter2"]                 | it is JSON, but not an object
          null                        | it is JSON, but not an object
          """)
  void refusesWhatIsNoJsonObjectAndQuotesNothing(String text, String problem) {
    assertProblems(text, problem);
  }

  @Test
  void refusesAnEmptyTextAndBottomlessNesting() {
    assertProblems("", "it is not valid JSON, or names a member twice");
    assertProblems("[".repeat(100_000), "it is not valid JSON, or names a member twice");
  }

  @Test
  void unknownMembersSurviveWithTheirOrderAndDigits() throws CredentialFormatException {
    String secret =
        "{\"z\":1.10,\"engine\":\"postgres\",\"n\":null,\"big\":123456789012345678901234567890,"
            + "\"host\":\"db.example.com\",\"tiny\":0.000000000000000000001,\"port\":\"5432\","
            + "\"deep\":{\"b\":[1,2.50,{\"c\":null}],\"a\":true},\"username\":\"app\","
            + "\"text\":\"ü 😀 \\\"\\\\ \\n\",\"password\":\"old-password\",\"a\":[]}";

    DatabaseCredential next = read(secret).withPassword(SecretText.of("n\"e\\w"));

    assertThat(CODEC.encode(next).reveal().replace("1E-21", "0.000000000000000000001"))
        .isEqualTo(secret.replace("old-password", "n\\\"e\\\\w"));
    assertThat(read(CODEC.encode(next).reveal()).password()).isEqualTo(SecretText.of("n\"e\\w"));
  }

  @Test
  void showsWhatASecretLooksLike() {
    assertThat(CODEC.example())
        .isEqualTo(
            "{\"engine\":\"postgres\",\"host\":\"…\",\"port\":5432,\"username\":\"…\",\"password\":\"…\",\"dbname\":\"postgres\"}");
  }

  /** RDS manages secrets that hold a user and a password only. */
  @Test
  void anAdminSecretTakesWhereFromTheUserIfTheConfigurationAllowsIt()
      throws CredentialFormatException {
    DatabaseCredential user =
        read(PLAIN.formatted(",\"port\":6543,\"dbname\":\"shop\",\"ssl\":\"false\""));

    DatabaseCredential admin =
        CODEC.decodeAdmin(
            SecretText.of("{\"username\":\"root\",\"password\":\"root-password\"}"),
            user,
            "db.example.com"::equals);

    assertThat(admin.identity()).isEqualTo(new Identity("root", "db.example.com"));
    assertThat(admin.engine()).isEqualTo("postgres");
    assertThat(admin.port()).isEqualTo(6543);
    assertThat(admin.database()).isEqualTo("postgres");
    assertThat(admin.tls()).isTrue();
  }

  @Test
  void anAdminSecretWithAHostNeedsNoConfigurationAndKeepsItsOwnMembers()
      throws CredentialFormatException {
    DatabaseCredential admin =
        CODEC.decodeAdmin(
            SecretText.of(
                """
                {"engine":"aurora-postgresql","host":"elsewhere","port":1,"username":"root",
                 "password":"root-password","dbname":"own","ssl":false}"""),
            read(PLAIN.formatted("")),
            host -> false);

    assertThat(admin.identity()).isEqualTo(new Identity("root", "elsewhere"));
    assertThat(admin.engine()).isEqualTo("aurora-postgresql");
    assertThat(admin.port()).isEqualTo(1);
    assertThat(admin.database()).isEqualTo("own");
    assertThat(admin.tls()).isFalse();
  }

  @Test
  void refusesAnAdminSecretWithoutAHostThatNobodyAllowed() throws CredentialFormatException {
    DatabaseCredential user = read(PLAIN.formatted(""));

    assertThatThrownBy(
            () ->
                CODEC.decodeAdmin(
                    SecretText.of("{\"username\":\"root\",\"password\":\"root-password\"}"),
                    user,
                    host -> false))
        .isInstanceOf(CredentialFormatException.class)
        .hasMessage("member 'host' is missing, and ADMIN_HOSTS does not allow 'db.example.com'");
  }

  @Test
  void comparesHostsAsDnsDoesAndUsersAsTheyAre() {
    Identity identity = new Identity("app", "DB.example.com");

    assertThat(identity).isEqualTo(new Identity("app", "db.EXAMPLE.com"));
    assertThat(identity).isNotEqualTo(new Identity("APP", "db.example.com"));
    assertThat(identity.sameHost(new Identity("root", "db.example.COM"))).isTrue();
    assertThat(identity.sameHost(new Identity("app", "db2.example.com"))).isFalse();
    assertThat(identity).hasToString("user 'app' at host 'db.example.com'");
  }

  private static DatabaseCredential read(String json) throws CredentialFormatException {
    return CODEC.decode(SecretText.of(json));
  }

  private static void assertProblems(String json, String... problems) {
    assertThatThrownBy(() -> read(json))
        .hasNoCause()
        .hasMessage(String.join("; ", problems))
        .isInstanceOf(CredentialFormatException.class);
    assertThat(String.join("; ", problems)).doesNotContain("hunter2");
  }
}
