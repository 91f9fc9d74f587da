package dev.keyturn.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.SecretDescription;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.SecretValue;
import dev.keyturn.secret.StagingLabel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The calls that nobody hears are those of a rotation, and are answered as they would be. */
class InvokePrimingTest {

  private final Deadline deadline = Deadline.after(InstantSource.system(), Duration.ofSeconds(30));
  private final SecretsManagerClient client = InvokePriming.client(new PrimingAnswers());
  private final AwsSecretStore store = new AwsSecretStore(client);

  @AfterEach
  void close() {
    client.close();
  }

  /** What fails in Lambda is not told, so that it would prime nothing without a word. */
  @Test
  void noCallFails() {
    assertThatCode(
            () -> {
              for (int i = 0; i < 3; i++) {
                InvokePriming.rotate(store, deadline);
              }
            })
        .doesNotThrowAnyException();
  }

  @Test
  void makesEveryCallOfEveryRotation() {
    AtomicInteger requests = new AtomicInteger();
    PrimingAnswers answers = new PrimingAnswers();
    SdkHttpClient counted =
        new SdkHttpClient() {
          @Override
          public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            requests.incrementAndGet();
            return answers.prepareRequest(request);
          }

          @Override
          public void close() {}
        };

    InvokePriming.run(counted, 3, Duration.ofSeconds(30));

    assertThat(requests).hasValue(3 * 5);
  }

  @Test
  void tellsLabels() {
    SecretDescription told = store.describe(InvokePriming.SECRET, deadline);

    assertThat(told.rotationEnabled()).isTrue();
    assertThat(told.labels())
        .containsEntry(InvokePriming.CURRENT, Set.of(StagingLabel.CURRENT))
        .containsEntry(InvokePriming.PENDING, Set.of(StagingLabel.PENDING));
  }

  @Test
  void tellsTheCurrentValueAndThatAnotherIsMissing() {
    assertThat(store.read(InvokePriming.SECRET, StagingLabel.CURRENT, deadline))
        .contains(new SecretValue.Text(InvokePriming.CURRENT, SecretText.of("{}")));
    assertThat(
            store.read(InvokePriming.SECRET, InvokePriming.PENDING, StagingLabel.PENDING, deadline))
        .isEmpty();
  }
}
