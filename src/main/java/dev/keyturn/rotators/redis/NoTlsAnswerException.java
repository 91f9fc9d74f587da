package dev.keyturn.rotators.redis;

import java.io.IOException;

/** A server that waits for more, since it takes the handshake for the beginning of a command. */
final class NoTlsAnswerException extends IOException {

  private static final long serialVersionUID = 1L;

  NoTlsAnswerException(IOException cause) {
    super("no answer to a TLS handshake", cause);
  }
}
