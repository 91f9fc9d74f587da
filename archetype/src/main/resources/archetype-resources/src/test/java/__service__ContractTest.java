package ${package};

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.RotationHandler;
import dev.keyturn.credential.JsonCredential;
import dev.keyturn.testkit.Account;
import dev.keyturn.testkit.RotatorContract;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

/** What every rotator must show: the test kit's tests, against a double of the service. */
class ${service}ContractTest extends RotatorContract<JsonCredential> {

  private final ${service}Server service = new ${service}Server();

  ${service}ContractTest() throws IOException {}

  @Override
  protected RotationHandler<JsonCredential, ?> rotator() {
    return new ${service}Rotator();
  }

  @Override
  protected InetSocketAddress address() {
    return service.address();
  }

  @Override
  protected String secret(Account account) throws IOException {
    service.client(account.user(), account.password());
    String url = "http://%s:%d".formatted(account.host(), account.port());
    return JSON.std.asString(
        Map.of("client", account.user(), "url", url, "key", account.password()));
  }

  @Override
  protected boolean logsIn(JsonCredential credential) {
    return service.knows(credential.user(), credential.password().reveal());
  }

  /** The JDK's HTTP client keeps some for the next request. */
  @Override
  protected boolean closesConnections() {
    return false;
  }

  /** A header of HTTP holds no others. */
  @Override
  protected List<String> hostilePasswords() {
    return super.hostilePasswords().stream().filter(key -> key.matches("[!-~]+")).toList();
  }

  @AfterAll
  void close() {
    service.close();
  }
}
