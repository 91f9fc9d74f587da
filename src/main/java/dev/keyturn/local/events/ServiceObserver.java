package dev.keyturn.local.events;

/** Watches the service. Called on the service's threads, which wait for it; must not throw. */
@FunctionalInterface
public interface ServiceObserver {

  /** Watches nothing. */
  ServiceObserver NONE = event -> {};

  /**
   * Something happened.
   *
   * @param event what; holds no secret value
   */
  void observed(ServiceEvent event);

  /**
   * Adds another one.
   *
   * @param other hears of everything too, after this one
   * @return an observer that tells both
   */
  default ServiceObserver and(ServiceObserver other) {
    return event -> {
      observed(event);
      other.observed(event);
    };
  }
}
