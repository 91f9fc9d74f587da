package dev.keyturn.rotators;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a server has logged since a test began, and not what it logged for others before. */
public final class LogPart {

  private final Path file;
  private final long begin;

  private LogPart(Path file, long begin) {
    this.file = file;
    this.begin = begin;
  }

  /** Begins where the log ends now. */
  public static LogPart of(Path log) throws IOException {
    return new LogPart(log, Files.size(log));
  }

  public String read(Charset charset) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(begin);
      return new String(in.readAllBytes(), charset);
    }
  }
}
