package dev.keyturn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.profiles.ProfileFile;

/** What a command says when Secrets Manager has not been called at all. */
class FailureTest {

  @Test
  void noCredentialsAreOneLineWithTheRemedy() {
    AwsCredentialsProvider none =
        AwsCredentialsProviderChain.of(
            ProfileCredentialsProvider.builder()
                .profileFile(ProfileFile.aggregator().build())
                .build());

    assertThat(Failure.message(catchThrowable(none::resolveCredentials)))
        .isEqualTo(
            "the AWS SDK finds no credentials. Set AWS_PROFILE to a profile that has some, or"
                + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; for a Secrets Manager on this"
                + " machine, --endpoint is enough.");
  }
}
