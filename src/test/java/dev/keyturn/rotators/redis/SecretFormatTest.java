package dev.keyturn.rotators.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.credential.CredentialFormatException;
import dev.keyturn.secret.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JSON of a secret: what is read from it, and what is refused. */
class SecretFormatTest {

  private static final RedisCodec CODEC = new RedisCodec();

  private static RedisCredential decode(String members) throws CredentialFormatException {
    return CODEC.decode(SecretText.of("{" + members + "}"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "engine":"redis" | member 'host' is missing; member 'username' is missing; member 'password' is missing
          "engine":"postgres","host":"h","username":"u","password":"p" | member 'engine' is none of: redis, valkey
          "engine":"redis","host":7,"username":"","password":["p"] | member 'host' is not a text, or empty; member 'username' is not a text, or empty; member 'password' is not a text, or empty
          "engine":"redis","host":"h","port":"none","username":"u","password":"p" | member 'port' is not a number from 1 to 65535
          "engine":"redis","host":"h","ssl":"maybe","username":"u","password":"p" | member 'ssl' is neither true nor false
          "engine":"redis","host":"h:6380","username":"u","password":"p" | member 'host' is not one host name or address; a port belongs into member 'port'
          "engine":"redis","host":"h,i","username":"u","password":"p" | member 'host' is not one host name or address; a port belongs into member 'port'
          "engine":"redis","host":"redis://h","username":"u","password":"p" | member 'host' is not one host name or address; a port belongs into member 'port'
          "engine":"redis","host":"h","nodes":"i,j","username":"u","password":"p" | member 'nodes' is not a list of texts like "host" or "host:6379"
          "engine":"redis","host":"h","nodes":["i",7],"username":"u","password":"p" | member 'nodes' is not a list of texts like "host" or "host:6379"
          "engine":"redis","host":"h","nodes":["i:0"],"username":"u","password":"p" | member 'nodes' is not a list of texts like "host" or "host:6379"
          "engine":"redis","host":"h","nodes":["i:65536"],"username":"u","password":"p" | member 'nodes' is not a list of texts like "host" or "host:6379"
          "engine":"redis","host":"h","nodes":["a b"],"username":"u","password":"p" | member 'nodes' is not a list of texts like "host" or "host:6379"
          """)
  void whatIsRefused(String members, String problem) {
    assertThatThrownBy(() -> decode(members))
        .isInstanceOf(CredentialFormatException.class)
        .hasMessage(problem);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "host":"H.example.com" | ['h.example.com', port 6379] | user 'u' at host 'h.example.com'
          "host":"h","port":"7000","nodes":["i","j:1"] | ['h', port 7000, 'i', port 7000, 'j', port 1] | user 'u' at host 'h:7000, i:7000, j:1'
          "host":"h","nodes":["H:6379"] | ['h', port 6379] | user 'u' at host 'h'
          "host":"::1","nodes":["[::1]:7000","::2"] | ['::1', port 6379, '::1', port 7000, '::2', port 6379] | user 'u' at host '::1:6379, ::1:7000, ::2:6379'
          "host":"h","nodes":null | ['h', port 6379] | user 'u' at host 'h'
          """)
  void whichNodesItNames(String members, String nodes, String identity)
      throws CredentialFormatException {
    RedisCredential credential =
        decode(members + ",\"engine\":\"valkey\",\"username\":\"u\",\"password\":\"p-canary\"");

    assertThat(credential.nodes()).hasToString(nodes);
    assertThat(credential.identity()).hasToString(identity);
    assertThat(credential).hasToString("valkey credential of " + identity);
    assertThat(credential.tls()).isTrue();
  }

  @Test
  void membersKeepTheirOrderAndTheirValues() throws CredentialFormatException {
    String text =
        "{\"z\":1.50,\"engine\":\"redis\",\"host\":\"h\",\"nodes\":[\"i\"],\"username\":\"u\",\"password\":\"%s\",\"a\":null}";
    RedisCredential credential = CODEC.decode(SecretText.of(text.formatted("old")));

    assertThat(CODEC.encode(credential.withPassword(SecretText.of("new"))))
        .isEqualTo(SecretText.of(text.formatted("new")));
  }
}
