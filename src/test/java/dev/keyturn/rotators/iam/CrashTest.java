package dev.keyturn.rotators.iam;

import static dev.keyturn.secret.StagingLabel.CURRENT;
import static dev.keyturn.secret.StagingLabel.PREVIOUS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.RotationEnvironment;
import dev.keyturn.credential.AccessKeyCredential;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.LoginResult.Accepted;
import dev.keyturn.rotation.Step;
import dev.keyturn.testkit.FaultInjector;
import dev.keyturn.testkit.FaultInjector.Moment;
import dev.keyturn.testkit.FaultInjector.ProcessDeath;
import dev.keyturn.testkit.ForwardingRotator;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * The process dies at every moment of a rotation, one after the other: before and after every call
 * to Secrets Manager and to IAM. Clients notice at none of them, the next run heals, and no key is
 * left over.
 */
class CrashTest {

  private IamScene scene;
  private final List<String> moments = new ArrayList<>();

  @BeforeEach
  void prepare() throws Exception {
    scene = new IamScene();
    scene.rotation.rotate();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @ParameterizedTest
  @EnumSource
  void atEveryCallToSecretsManager(Moment moment) {
    int point = 1;
    while (dies(point, at -> toStore(at, moment))) {
      point++;
    }
    assertThat(point).isGreaterThan(11);
  }

  private void toStore(int point, Moment moment) {
    scene.rotation.store(new FaultInjector(scene.rotation.secrets().store()).die(point, moment));
  }

  @Test
  void atEveryCallToIam() {
    int point = 1;
    while (dies(point, this::toIam)) {
      point++;
    }
    assertThat(moments)
        .containsExactly(
            "before a login",
            "before listAccessKeysPaginator",
            "after listAccessKeysPaginator",
            "before getAccessKeyLastUsed",
            "after getAccessKeyLastUsed",
            "before deleteAccessKey",
            "after deleteAccessKey",
            "before createAccessKey",
            "after createAccessKey",
            "before a login",
            "before a login");
  }

  private boolean dies(int point, Consumer<Integer> doom) {
    scene.clock.advance(Duration.ofDays(30));
    doom.accept(point);
    boolean died = false;
    try {
      scene.rotation.rotate();
    } catch (ProcessDeath death) {
      died = true;
    }
    scene.rotation.asItIs();
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    if (died) {
      scene.rotation.run(Step.values());
    }
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.login(PREVIOUS)).isEqualTo("accepted");
    assertThat(scene.aws.ids()).containsExactlyInAnyOrder(scene.id(CURRENT), scene.id(PREVIOUS));
    return died;
  }

  private void toIam(int point) {
    int[] left = {point};
    scene.rotation.function(
        environment ->
            new Watched(
                environment,
                moment -> {
                  left[0]--;
                  if (left[0] == 0) {
                    moments.add(moment);
                    throw new ProcessDeath(moment);
                  }
                }));
  }

  /** The rotator, and somebody who may end the process around everything that it asks AWS. */
  private final class Watched extends ForwardingRotator<AccessKeyCredential, KeySession> {

    private final Consumer<String> watcher;

    Watched(RotationEnvironment environment, Consumer<String> watcher) {
      super(environment, environment.construct(scene::rotator));
      this.watcher = watcher;
    }

    @Override
    public LoginResult<KeySession> login(LoginRequest<AccessKeyCredential> request)
        throws Exception {
      watcher.accept("before a login");
      LoginResult<KeySession> result = super.login(request);
      return result instanceof Accepted<KeySession> accepted
          ? new Accepted<>(new KeySession(() -> watched(accepted.session().iam())))
          : result;
    }

    private IamClient watched(IamClient client) {
      return (IamClient)
          Proxy.newProxyInstance(
              IamClient.class.getClassLoader(),
              new Class<?>[] {IamClient.class},
              (proxy, method, arguments) -> {
                boolean told = !method.getName().equals("close");
                if (told) {
                  watcher.accept("before " + method.getName());
                }
                try {
                  Object answer = method.invoke(client, arguments);
                  if (told) {
                    watcher.accept("after " + method.getName());
                  }
                  return answer;
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }
}
