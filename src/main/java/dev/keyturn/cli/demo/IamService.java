package dev.keyturn.cli.demo;

import dev.keyturn.cli.iam.LocalMoto;
import dev.keyturn.cli.iam.LocalMoto.UserKey;
import dev.keyturn.cli.servers.Programs;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.iam.IamClient;

/** IAM and STS of moto, which checks signatures and policies. */
final class IamService implements DemoService {

  private static final String POLICY =
      """
      {"Version": "2012-10-17",
       "Statement": [{"Effect": "Allow", "Resource": "*",
         "Action": ["iam:ListAccessKeys", "iam:CreateAccessKey", "iam:DeleteAccessKey",
                    "iam:GetAccessKeyLastUsed"]}]}
      """;

  /** Calls that prepare the users; moto checks who makes those that come after. */
  private static final int PREPARATIONS = 5;

  private final LocalMoto moto;
  private final AnswerProxy proxy;
  private final UserKey role;
  private final UserKey first;
  private final IamClient iam;

  /** The user's keys when the blocker began. */
  private Set<String> before = Set.of();

  private IamService(LocalMoto moto, AnswerProxy proxy) {
    this.moto = moto;
    this.proxy = proxy;
    try (IamClient anybody = moto.iam(new UserKey("any", SecretText.of("body")))) {
      this.role = LocalMoto.createUser(anybody, ADMIN, "/", POLICY);
      this.first = LocalMoto.createUser(anybody, USER, "/", null);
    }
    this.iam = moto.iam(role);
  }

  static DemoService start() throws IOException {
    Path program = Programs.find("moto_server", "Run: python3 -m pip install 'moto[server]'");
    LocalMoto moto = LocalMoto.start(program, PREPARATIONS);
    try {
      return new IamService(moto, AnswerProxy.before(moto.port()));
    } catch (IOException | RuntimeException e) {
      moto.close();
      throw e;
    }
  }

  @Override
  public String introduction() {
    return "IAM and STS of moto listen at %s, and check signatures and policies"
        .formatted(moto.url());
  }

  /** The role's key in the place of Lambda's temporary ones, which moto does not know. */
  @Override
  public Map<String, String> variables() {
    String url = "http://127.0.0.1:" + proxy.port();
    return Map.of(
        "IAM_ENDPOINT",
        url,
        "STS_ENDPOINT",
        url,
        "AWS_ACCESS_KEY_ID",
        role.id(),
        "AWS_SECRET_ACCESS_KEY",
        role.secret().reveal(),
        "AWS_SESSION_TOKEN",
        "");
  }

  @Override
  public Map<String, Object> secret() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("UserName", USER);
    members.put("AccessKeyId", first.id());
    members.put("SecretAccessKey", first.secret().reveal());
    return members;
  }

  @Override
  public Map<String, Object> adminSecret() {
    throw new IllegalStateException("the function's role makes keys, and needs no secret");
  }

  @Override
  public DemoCredential credential(Map<String, Object> members) {
    return new DemoCredential(
        String.valueOf(members.get("UserName")),
        String.valueOf(members.get("AccessKeyId")),
        SecretText.of(String.valueOf(members.get("SecretAccessKey"))));
  }

  @Override
  public String noun() {
    return "access key";
  }

  /** Each login takes moto milliseconds of its CPU. */
  @Override
  public Duration period() {
    return Duration.ofMillis(100);
  }

  @Override
  public boolean accepts(DemoCredential credential) throws IOException {
    return moto.login(new UserKey(credential.id(), credential.password())).isPresent();
  }

  @Override
  public boolean keepsOldCredential() {
    return true;
  }

  @Override
  public String secrecy() {
    return "the log of moto, which has every request, has no secret key";
  }

  @Override
  public String logged() {
    return "POST /";
  }

  @Override
  public String log() throws IOException {
    return moto.log();
  }

  @Override
  public String blockedStep() {
    return "createSecret";
  }

  @Override
  public Blocker block() {
    before = keys();
    return proxy.hold(
        () -> !before.containsAll(keys()), "when IAM has made a key, and before it knows the key");
  }

  private Set<String> keys() {
    return Set.copyOf(LocalMoto.keys(iam, USER));
  }

  /** The key that the crash left is in no version, and nobody has its secret. */
  @Override
  public void checkRecovery(Optional<DemoCredential> stored, DemoCredential current, Claims claims)
      throws IOException {
    Set<String> left = new HashSet<>(keys());
    left.remove(current.id());
    left.removeAll(before);
    claims.check(
        "with another key, which logs in; the one that the crash left behind is deleted",
        stored.isEmpty() && accepts(current) && left.isEmpty());
  }

  @Override
  public void close() {
    proxy.close();
    iam.close();
    moto.close();
  }
}
