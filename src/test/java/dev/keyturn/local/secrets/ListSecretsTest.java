package dev.keyturn.local.secrets;

import static dev.keyturn.local.secrets.LocalService.START;
import static dev.keyturn.local.secrets.LocalService.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SortByType;
import software.amazon.awssdk.services.secretsmanager.model.SortOrderType;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/** ListSecrets: what is listed, in which order, and page by page. */
class ListSecretsTest {

  private static LocalService service;

  @BeforeAll
  static void start() {
    service = LocalService.start();
    library();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static void library() {
    SecretsManagerClient client = service.in("library-1");
    client.createSecret(r -> r.name("prod/AppBeta/red").description("Main database"));
    client.createSecret(r -> r.name("prod-AppGamma").tags(tag("Team", "Blue")));
    client.createSecret(r -> r.name("uat/COMPANYthings").description("database, for the UAT"));
    client.createSecret(r -> r.name("Plain9lives").tags(tag("team", "blue"), tag("Tier", "1")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "nothing",
      value = {
        "name        | prod                | prod/AppBeta/red,prod-AppGamma",
        "name        | Prod                | nothing",
        "name        | AppBeta             | nothing",
        "name        | prod/,Plain         | prod/AppBeta/red,Plain9lives",
        "name        | !prod               | uat/COMPANYthings,Plain9lives",
        "description | DATABASE            | prod/AppBeta/red,uat/COMPANYthings",
        "description | data ma             | prod/AppBeta/red",
        "description | base                | nothing",
        "description | !database           | prod-AppGamma,Plain9lives",
        "description | main,!database      | prod/AppBeta/red,prod-AppGamma,Plain9lives",
        "tag-key     | Te                  | prod-AppGamma",
        "tag-key     | !T                  | prod/AppBeta/red,uat/COMPANYthings",
        "tag-value   | blue,B              | prod-AppGamma,Plain9lives",
        "all         | app                 | prod/AppBeta/red,prod-AppGamma",
        "all         | beta                | prod/AppBeta/red",
        "all         | AppBeta red         | prod/AppBeta/red",
        "all         | prod-beta           | prod/AppBeta/red",
        "all         | Ythings             | uat/COMPANYthings",
        "all         | things              | nothing",
        "all         | company             | nothing",
        "all         | 9                   | Plain9lives",
        "all         | lives               | Plain9lives",
        "all         | BLUE                | prod-AppGamma,Plain9lives",
        "all         | tier                | Plain9lives",
        "all         | +                   | nothing",
        "all         | !app                | uat/COMPANYthings,Plain9lives",
        "primary-region | library          | nothing",
        "owning-service | rds              | nothing",
        "owning-service | !rds" + " | prod/AppBeta/red,prod-AppGamma,uat/COMPANYthings,Plain9lives",
      })
  void filters(String key, String values, String names) {
    List<String> found =
        names(
            list(
                "library-1",
                r ->
                    r.filters(filter(FilterNameStringType.fromValue(key), values.split(",", -1)))));

    assertThat(found).containsExactlyInAnyOrder(names == null ? new String[0] : names.split(","));
  }

  @Test
  void allFiltersMustMatch() {
    assertThat(
            names(
                list(
                    "library-1",
                    r ->
                        r.filters(
                            filter(FilterNameStringType.NAME, "prod"),
                            filter(FilterNameStringType.TAG_VALUE, "Blue")))))
        .containsExactly("prod-AppGamma");
  }

  @Test
  void aFilterNeedsKeyAndValues() {
    assertThat(
            refusal(() -> list("library-1", r -> r.filters(Filter.builder().values("x").build()))))
        .isEqualTo("InvalidParameterException: Invalid filter key");
    assertThat(
            refusal(
                () ->
                    list(
                        "library-1",
                        r ->
                            r.filters(
                                Filter.builder().key(FilterNameStringType.DESCRIPTION).build()))))
        .isEqualTo("InvalidParameterException: Invalid filter values for key: description");
  }

  @ParameterizedTest
  @CsvSource({
    ",,first second third",
    "created-date,desc,third second first",
    "name,asc,first second third",
    "name,desc,third second first",
    "last-changed-date,asc,third first second",
    "last-accessed-date,asc,first third second",
    "last-accessed-date,desc,second third first",
  })
  void sorts(String by, String order, String names) {
    String region = "sorted-" + by + "-" + order;
    SecretsManagerClient client = service.in(region);
    for (String name : List.of("first", "second", "third")) {
      client.createSecret(r -> r.name(name).secretString("value"));
      service.advance(Duration.ofSeconds(1));
    }
    for (String name : List.of("first", "second")) {
      client.updateSecret(r -> r.secretId(name).description("changed"));
      service.advance(Duration.ofSeconds(1));
    }
    for (String name : List.of("third", "second")) {
      client.getSecretValue(r -> r.secretId(name));
      service.advance(Duration.ofSeconds(1));
    }

    assertThat(
            names(
                list(
                    region,
                    r ->
                        r.sortBy(by == null ? null : SortByType.fromValue(by))
                            .sortOrder(order == null ? null : SortOrderType.fromValue(order)))))
        .containsExactly(names.split(" "));
  }

  @Test
  void everySecretIsOnOnePageAlthoughSecretsComeAndGo() {
    SecretsManagerClient client = service.in("paged-1");
    for (String name : List.of("a", "b", "c", "d", "e")) {
      client.createSecret(r -> r.name(name));
    }
    ListSecretsResponse first = client.listSecrets(r -> r.maxResults(2));
    client.deleteSecret(r -> r.secretId("b").forceDeleteWithoutRecovery(true));
    client.createSecret(r -> r.name("aa"));

    ListSecretsResponse second =
        client.listSecrets(r -> r.maxResults(2).nextToken(first.nextToken()));
    ListSecretsResponse third =
        client.listSecrets(r -> r.maxResults(2).nextToken(second.nextToken()));

    assertThat(names(first)).containsExactly("a", "b");
    assertThat(names(second)).containsExactly("c", "d");
    assertThat(names(third)).containsExactly("e");
    assertThat(third.nextToken()).isNull();
  }

  @Test
  void aPageHasAHundredSecretsIfNothingIsSaid() {
    SecretsManagerClient client = service.in("hundred-1");
    for (int i = 0; i < 101; i++) {
      String name = "s%03d".formatted(i);
      client.createSecret(r -> r.name(name));
    }

    assertThat(client.listSecrets().secretList()).hasSize(100);
    assertThat(client.listSecretsPaginator(r -> {}).stream().flatMap(p -> p.secretList().stream()))
        .extracting(SecretListEntry::name)
        .doesNotHaveDuplicates()
        .hasSize(101);
  }

  @Test
  void aTokenIsGoodAfterARestart(@TempDir Path directory) throws IOException {
    Path seed =
        Files.writeString(
            directory.resolve("seed.json"),
            """
            {"secrets":[{"region":"eu-west-1","name":"a"},{"region":"eu-west-1","name":"b"}]}""");
    List<String> names = new ArrayList<>();
    String token;
    try (LocalService before = new LocalService(builder -> builder.seed(seed))) {
      ListSecretsResponse page = before.in("eu-west-1").listSecrets(r -> r.maxResults(1));
      names.addAll(names(page));
      token = page.nextToken();
    }
    try (LocalService after = new LocalService(builder -> builder.seed(seed))) {
      names.addAll(names(after.in("eu-west-1").listSecrets(r -> r.nextToken(token))));
    }

    assertThat(names).containsExactly("a", "b");
  }

  @Test
  void aTokenIsForTheSameOrderOnly() {
    String token = list("library-1", r -> r.maxResults(1)).nextToken();

    assertThat(refusal(() -> list("library-1", r -> r.nextToken(token).sortBy(SortByType.NAME))))
        .isEqualTo("InvalidNextTokenException: The NextToken value is invalid.");
    assertThat(refusal(() -> list("library-1", r -> r.nextToken("made up"))))
        .isEqualTo("InvalidNextTokenException: The NextToken value is invalid.");
  }

  @Test
  void plannedDeletionsAreListedWhenAskedForUntilTheyHappen() {
    SecretsManagerClient client = service.in("deleted-1");
    client.createSecret(r -> r.name("stays"));
    client.createSecret(r -> r.name("goes"));
    client.deleteSecret(r -> r.secretId("goes").recoveryWindowInDays(7L));

    assertThat(names(client.listSecrets())).containsExactly("stays");
    ListSecretsResponse planned = client.listSecrets(r -> r.includePlannedDeletion(true));
    assertThat(names(planned)).containsExactly("goes", "stays");
    assertThat(planned.secretList().get(0).deletedDate())
        .isEqualTo(service.now().plus(Duration.ofDays(7)));

    service.advance(Duration.ofDays(7));

    assertThat(names(client.listSecrets(r -> r.includePlannedDeletion(true))))
        .containsExactly("stays");
  }

  @Test
  void anEntryTellsWhatDescribeSecretTellsAndWhereTheLabelsAre() {
    SecretsManagerClient client = service.in("entry-1");
    String arn = client.createSecret(r -> r.name("told").description("Of it")).arn();
    String version = client.putSecretValue(r -> r.secretId("told").secretString("v")).versionId();

    SecretListEntry entry = client.listSecrets().secretList().get(0);

    assertThat(entry.arn()).isEqualTo(arn);
    assertThat(entry.description()).isEqualTo("Of it");
    assertThat(entry.createdDate()).isAfterOrEqualTo(START);
    assertThat(entry.secretVersionsToStages()).containsOnlyKeys(version);
    assertThat(entry.secretVersionsToStages().get(version)).containsExactly("AWSCURRENT");
    assertThat(entry.primaryRegion()).isNull();
  }

  private static ListSecretsResponse list(
      String region, Consumer<ListSecretsRequest.Builder> request) {
    return service.in(region).listSecrets(request);
  }

  private static List<String> names(ListSecretsResponse page) {
    return page.secretList().stream().map(SecretListEntry::name).toList();
  }

  private static Filter filter(FilterNameStringType key, String... values) {
    return Filter.builder().key(key).values(values).build();
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }
}
