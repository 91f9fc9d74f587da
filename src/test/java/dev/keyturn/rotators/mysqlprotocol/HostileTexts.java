package dev.keyturn.rotators.mysqlprotocol;

import static dev.keyturn.secret.StagingLabel.CURRENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.DatabaseCredential;
import java.sql.Connection;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and passwords that mean something to a shell, a URL, a format, or the server. */
public abstract class HostileTexts extends EngineTest {

  private static final String EVERYTHING = "' \" \\ ; % $ { } @ : ` -- /* # %s é 漢";

  protected HostileTexts(
      TestServer server,
      Supplier<? extends RotationHandler<DatabaseCredential, Connection>> rotator) {
    super(server, rotator);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'", "\\", "%s$1", "a b@:", "`{}\"", "é漢", "' OR 1=1;--", "x TO `x`@`%`"})
  void aloneAndTakingTurns(String text) throws Exception {
    String name = TestServer.freshName(text);
    String password = text + EVERYTHING;
    Account own = server.createUser(name, password);
    scene.put(server.secret(name, password));

    scene.rotate();
    assertThat(login(CURRENT)).isEqualTo("accepted");

    asAdmin("alternating", server.superuserSecret());
    scene.rotate();
    assertThat(scene.member(CURRENT, "username")).isEqualTo(name + "_clone");
    assertThat(login(CURRENT)).isEqualTo("accepted");
    Account clone = new Account(name + "_clone", "%");
    assertThat(server.grants(clone, own)).isEqualTo(server.grants(own, own));
  }
}
