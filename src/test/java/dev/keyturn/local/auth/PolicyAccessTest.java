package dev.keyturn.local.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.local.auth.signature.WireRequest;
import dev.keyturn.local.functions.SandboxKeys;
import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.Backend;
import dev.keyturn.local.secrets.InMemoryRepository;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.secret.SecretText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** Who a request is from, by its key and its session token, signed by AWS's own signer. */
class PolicyAccessTest {

  private static final String BODY = "{}";

  private final Access access =
      new PolicyAccess(
          new Credentials(
              List.of(
                  principal("arn:aws:iam::123456789012:user/ann", "AKIDANN", Set.of()),
                  principal("arn:aws:iam::210987654321:role/One", "AKIDONE", Set.of("door")),
                  principal("arn:aws:iam::123456789012:role/Two", "AKIDTWO", Set.of("gate"))),
              Map.of(),
              Map.of()),
          new Backend(new InMemoryRepository(), InstantSource.system(), new Random(1)),
          (secret, version) -> Optional.empty(),
          InstantSource.system());

  @Test
  void aKeyIsOfItsPrincipalsAccount() {
    Caller caller = access.admit(signed(AwsBasicCredentials.create("AKIDANN", "AKIDANN's key")));

    assertThat(caller.scope()).isEqualTo(new Scope("123456789012", "eu-west-1"));
  }

  @Test
  void aSandboxsTokenMakesItTheFunction() {
    SandboxKeys keys = access.roleOf("door").open();

    Caller caller = access.admit(signed(session(keys)));

    assertThat(caller.scope()).isEqualTo(new Scope("210987654321", "eu-west-1"));
    assertThatThrownBy(() -> caller.authorize("ListSecrets", Map.of()))
        .hasMessage(
            "User: arn:aws:sts::210987654321:assumed-role/One/door is not authorized to perform:"
                + " secretsmanager:ListSecrets because no identity-based policy allows the"
                + " secretsmanager:ListSecrets action");
    assertThat(keys.toString())
        .doesNotContain(keys.sessionToken().reveal(), keys.secretAccessKey().reveal());
  }

  @Test
  void aTokenEndsWithItsSandbox() {
    SandboxKeys keys = access.roleOf("door").open();
    SandboxKeys other = access.roleOf("door").open();
    WireRequest request = signed(session(keys));

    keys.close();

    refuses(
        request, "ExpiredTokenException", "The security token included in the request is expired");
    assertThat(access.admit(signed(session(other)))).isNotNull();
  }

  @Test
  void aTokenIsOfOneRoleOnly() {
    SandboxKeys gate = access.roleOf("gate").open();

    refuses(
        signed(
            AwsSessionCredentials.create("AKIDONE", "AKIDONE's key", gate.sessionToken().reveal())),
        "UnrecognizedClientException",
        "The security token included in the request is invalid.");
  }

  private void refuses(WireRequest request, String code, String message) {
    assertThatThrownBy(() -> access.admit(request))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }

  private static Principal principal(String arn, String id, Set<String> functions) {
    return new Principal(arn, id, SecretText.of(id + "'s key"), List.of(), functions);
  }

  private static AwsCredentials session(SandboxKeys keys) {
    return AwsSessionCredentials.create(
        keys.accessKeyId(), keys.secretAccessKey().reveal(), keys.sessionToken().reveal());
  }

  private static WireRequest signed(AwsCredentials credentials) {
    SdkHttpRequest request =
        AwsV4HttpSigner.create()
            .sign(
                r ->
                    r.identity(credentials)
                        .request(
                            SdkHttpRequest.builder()
                                .uri(URI.create("http://127.0.0.1:4599/"))
                                .method(SdkHttpMethod.POST)
                                .build())
                        .payload(ContentStreamProvider.fromUtf8String(BODY))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "secretsmanager")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1"))
            .request();
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    request
        .headers()
        .forEach((name, values) -> values.forEach(value -> headers.add(Map.entry(name, value))));
    return new WireRequest(
        "POST", "/", headers, BODY.getBytes(StandardCharsets.UTF_8), "127.0.0.1");
  }
}
