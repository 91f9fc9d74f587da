package dev.keyturn.local;

import dev.keyturn.local.auth.Access;
import dev.keyturn.local.auth.FunctionRole;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.events.ServiceObserver;
import dev.keyturn.local.functions.FunctionSettings;
import dev.keyturn.local.secrets.Operation;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A service as its functions see it.
 *
 * @param operations what they may call without a wire
 * @param access who they are
 * @param endpoint where they find it, once it listens
 * @param clock dates their log
 * @param observer hears their log
 */
record FunctionHost(
    Map<String, Operation> operations,
    Access access,
    Supplier<URI> endpoint,
    InstantSource clock,
    ServiceObserver observer)
    implements FunctionCatalog.Host {

  @Override
  public FunctionSettings settings(
      String name, String[] aliases, Map<String, String> variables, Duration timeout) {
    FunctionRole role = access.roleOf(name, aliases);
    return new FunctionSettings(
        name,
        variables,
        timeout,
        endpoint,
        new InProcessStore(operations, role),
        role::open,
        line -> observer.observed(new ServiceEvent.FunctionLog(clock.instant(), name, line)));
  }
}
