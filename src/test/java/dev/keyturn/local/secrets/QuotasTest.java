package dev.keyturn.local.secrets;

import static dev.keyturn.local.secrets.LocalService.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/** The quotas that AWS publishes: met, and exceeded. */
class QuotasTest {

  private static final int BYTES = 65_536;
  private static final String TOO_LARGE =
      "LimitExceededException: A secret value can have at most 65536 bytes.";
  private static final String TOO_MANY_TAGS =
      "LimitExceededException: A secret can have at most 50 tags.";

  private static LocalService service;
  private static SecretsManagerClient client;
  private static int secrets;
  private String name;

  @BeforeAll
  static void start() {
    service = LocalService.start();
    client = service.in("eu-west-1");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @BeforeEach
  void another() {
    name = "secret-" + secrets++;
  }

  @Test
  void aTextOf65536BytesWhateverItsCharacters() {
    String most = "\u20ac".repeat(BYTES / 3) + "x";
    client.createSecret(r -> r.name(name).secretString(most));
    assertThat(client.getSecretValue(r -> r.secretId(name)).secretString()).isEqualTo(most);

    assertThat(refusal(() -> client.putSecretValue(r -> r.secretId(name).secretString(most + "x"))))
        .isEqualTo(TOO_LARGE);
    assertThat(refusal(() -> client.updateSecret(r -> r.secretId(name).secretString(most + "x"))))
        .isEqualTo(TOO_LARGE);
    assertThat(refusal(() -> client.createSecret(r -> r.name("n").secretString(most + "x"))))
        .isEqualTo(TOO_LARGE);
    assertThat(client.getSecretValue(r -> r.secretId(name)).secretString()).isEqualTo(most);
  }

  @Test
  void charactersAndBytesBeyondTheModelAreItsBusiness() {
    assertThat(
            refusal(
                () -> client.createSecret(r -> r.name(name).secretString("x".repeat(BYTES + 1)))))
        .isEqualTo(
            "ValidationException: 1 validation error detected: Value at 'secretString' failed to"
                + " satisfy constraint: Member must have length less than or equal to 65536");
    client.createSecret(
        r -> r.name(name).secretBinary(SdkBytes.fromByteArrayUnsafe(new byte[BYTES])));
    assertThat(
            refusal(
                () ->
                    client.putSecretValue(
                        r ->
                            r.secretId(name)
                                .secretBinary(SdkBytes.fromByteArrayUnsafe(new byte[BYTES + 1])))))
        .isEqualTo(
            "ValidationException: 1 validation error detected: Value at 'secretBinary' failed to"
                + " satisfy constraint: Member must have length less than or equal to 65536");
  }

  @Test
  void fiftyTags() {
    assertThat(refusal(() -> client.createSecret(r -> r.name(name).tags(tags(0, 51)))))
        .isEqualTo(TOO_MANY_TAGS);
    client.createSecret(r -> r.name(name).tags(tags(0, 50)));

    client.tagResource(r -> r.secretId(name).tags(tags(0, 50)));
    assertThat(refusal(() -> client.tagResource(r -> r.secretId(name).tags(tags(50, 51)))))
        .isEqualTo(TOO_MANY_TAGS);
    client.untagResource(r -> r.secretId(name).tagKeys("key-7"));
    client.tagResource(r -> r.secretId(name).tags(tags(50, 51)));

    assertThat(client.describeSecret(r -> r.secretId(name)).tags())
        .hasSize(50)
        .contains(tags(50, 51).get(0));
  }

  @Test
  void aTagHasAKeyOfItsOwner() {
    client.createSecret(r -> r.name(name));

    assertThat(refusal(() -> tag(Tag.builder().value("v").build())))
        .isEqualTo("InvalidParameterException: You must provide a Key for every tag.");
    assertThat(refusal(() -> tag(Tag.builder().key("aws:cloudformation").value("v").build())))
        .isEqualTo("InvalidParameterException: Tag keys can't begin with aws:.");
    assertThat(client.describeSecret(r -> r.secretId(name)).hasTags()).isFalse();
  }

  private void tag(Tag tag) {
    client.tagResource(r -> r.secretId(name).tags(tag));
  }

  private static List<Tag> tags(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> Tag.builder().key("key-" + i).value("value").build())
        .toList();
  }
}
