package dev.keyturn.credential;

import java.util.List;

/**
 * What an engine is called in a secret, and what absent members mean.
 *
 * @param engines what a secret of it may call itself
 * @param port where it listens
 * @param database which database every server of it has
 */
public record DatabaseDefaults(List<String> engines, int port, String database) {

  /** Copies the names. */
  public DatabaseDefaults {
    engines = List.copyOf(engines);
  }

  String checkedEngine(MemberReader reader) {
    String engine = reader.required("engine");
    if (!engine.isEmpty() && !engines.contains(engine)) {
      reader.problem("member 'engine' is none of: " + String.join(", ", engines));
    }
    return engine;
  }
}
