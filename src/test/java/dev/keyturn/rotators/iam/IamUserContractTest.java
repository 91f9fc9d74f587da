package dev.keyturn.rotators.iam;

import dev.keyturn.RotationEnvironment;
import dev.keyturn.RotationHandler;
import dev.keyturn.credential.AccessKeyCredential;
import dev.keyturn.testkit.Account;
import dev.keyturn.testkit.RotatorContract;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract with IAM and STS as a double, where nobody waits. */
class IamUserContractTest extends RotatorContract<AccessKeyCredential> {

  private AwsDouble aws;

  @BeforeAll
  void start() throws IOException {
    aws = new AwsDouble(InstantSource.system());
  }

  @AfterAll
  void stop() {
    aws.close();
  }

  @Override
  protected RotationHandler<AccessKeyCredential, ?> rotator() {
    return new IamUserRotator(duration -> {}, InstantSource.system());
  }

  @Override
  protected InetSocketAddress address() {
    return aws.address();
  }

  @Override
  protected RotationEnvironment environment(RotationEnvironment usual, Account account) {
    String url = "http://%s:%d".formatted(account.host(), account.port());
    return usual.withVariables(
        Map.of(
            "IAM_ENDPOINT",
            url,
            "STS_ENDPOINT",
            url,
            "AWS_REGION",
            "us-east-1",
            "AWS_ACCESS_KEY_ID",
            AwsDouble.ROLE_KEY,
            "AWS_SECRET_ACCESS_KEY",
            "secret-of-the-role"));
  }

  @Override
  protected String secret(Account account) {
    AwsDouble.Key key = aws.reset(account.user(), account.password());
    return "{\"UserName\":\"%s\",\"AccessKeyId\":\"%s\",\"SecretAccessKey\":\"%s\"}"
        .formatted(account.user(), key.id, key.secret);
  }

  @Override
  protected boolean logsIn(AccessKeyCredential credential) {
    return aws.login(credential.keyId(), credential.password().reveal()).equals("accepted");
  }

  @Override
  protected boolean clientsNoticeNothing() {
    return true;
  }

  @Override
  protected String subject() {
    return "IAM user access keys (a double)";
  }

  /** The JDK's HTTP client keeps some for all steps. */
  @Override
  protected boolean closesConnections() {
    return false;
  }

  /** Most of the time is the SDK's, before it tries a call again. */
  @Override
  protected int atOnce() {
    return 12;
  }

  /** IAM takes no others. */
  @Override
  protected List<String> hostileNames() {
    return List.of("Upper", "user@example.com", "a+b=c.d-e_");
  }

  /** IAM makes them itself, of letters, digits, slashes and plus signs. */
  @Override
  protected List<String> hostilePasswords() {
    return List.of();
  }
}
