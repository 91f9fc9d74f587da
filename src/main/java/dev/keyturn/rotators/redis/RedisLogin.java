package dev.keyturn.rotators.redis;

import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotators.jdbc.CertificateAuthorities;
import dev.keyturn.secret.Deadline;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.exceptions.JedisException;

/** One fresh connection to every node; a credential is accepted when all of them accept it. */
final class RedisLogin {

  private final CertificateAuthorities authorities;

  RedisLogin(CertificateAuthorities authorities) {
    this.authorities = authorities;
  }

  LoginResult<RedisSession> attempt(LoginRequest<RedisCredential> request) {
    RedisCredential credential = request.credential();
    if (!credential.tls()) {
      request
          .warnings()
          .accept(
              "%s was sent unencrypted, because it says ssl: false".formatted(request.authority()));
    }
    List<NodeSession> open = new ArrayList<>();
    for (Node node : credential.nodes()) {
      try {
        open.add(connect(node, credential, request.deadline()));
      } catch (JedisException e) {
        open.forEach(NodeSession::close);
        return LoginFailure.of(e, node, credential);
      }
    }
    return new LoginResult.Accepted<>(new RedisSession(open));
  }

  private NodeSession connect(Node node, RedisCredential credential, Deadline deadline) {
    SSLSocketFactory tls = credential.tls() ? authorities.socketFactory() : null;
    DefaultJedisClientConfig config =
        DefaultJedisClientConfig.builder()
            // By AUTH, which tells what is wrong, where HELLO may be unknown.
            .serverDefaultProtocol()
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .socketTimeoutMillis((int) Math.max(1, deadline.remaining().toMillis()))
            .user(credential.username())
            .password(credential.password().reveal())
            .build();
    return new NodeSession(
        node, new Connection(new NodeSocketFactory(node, tls, deadline), config));
  }
}
