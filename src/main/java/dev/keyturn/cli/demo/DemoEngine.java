package dev.keyturn.cli.demo;

import java.io.IOException;
import java.util.Locale;

/** The services that the demo can start. */
public enum DemoEngine {
  /** PostgreSQL. */
  POSTGRES {
    @Override
    DemoService start() throws IOException {
      return PostgresService.start();
    }
  },
  /** MySQL, for Linux on amd64 only. */
  MYSQL {
    @Override
    DemoService start() throws IOException {
      return MySqlService.start();
    }
  };

  abstract DemoService start() throws IOException;

  /** The word of {@code --engine}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
