package dev.keyturn.rotators.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.secretsmanager.caching.SecretCache;
import com.amazonaws.secretsmanager.caching.SecretCacheConfiguration;
import com.amazonaws.secretsmanager.sql.AWSSecretsManagerPostgreSQLDriver;
import dev.keyturn.local.events.RotationEventName;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.testkit.EmbeddedSecretsManager;
import dev.keyturn.testkit.EmbeddedSecretsManager.Lifecycle;
import dev.keyturn.testkit.RotationFunction;
import dev.keyturn.testkit.RunningSecretsManager;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The libraries that AWS publishes for applications, while the secret that they use is rotated. */
@Timeout(60)
@ExtendWith(SharedPostgres.class)
@EmbeddedSecretsManager(
    lifecycle = Lifecycle.PER_METHOD,
    functions = @RotationFunction(name = "Rotator", handler = PostgresRotator.class))
class AwsLibrariesTest {

  private RunningSecretsManager service;
  private SecretsManagerClient client;
  private Database database;
  private String user;

  @BeforeEach
  void aSecret(RunningSecretsManager running, Database postgres) throws SQLException {
    service = running;
    client = running.client();
    database = postgres;
    user = Database.freshName("app");
    database.createUser(user, "first-password", "");
    String json = SecretJson.of(database, user, "first-password").with("ssl", false).toString();
    client.createSecret(r -> r.name("app").secretString(json));
  }

  /** As AWS's page has it, with the endpoint where the driver takes one for a VPC. */
  @Test
  void theJdbcDriverLogsInBeforeAndAfterARotation() throws Exception {
    String url =
        "jdbc-secretsmanager:postgresql://%s:%d/postgres"
            .formatted(database.server().host(), database.server().port());
    Properties login = new Properties();
    login.put("user", "app");
    Driver driver = driver();
    try (Connection early = driver.connect(url, login)) {
      assertThat(Database.list(early, "SELECT current_user::text")).containsExactly(user);
      long reads = reads();
      driver.connect(url, login).close();
      assertThat(reads()).as("the driver caches").isEqualTo(reads);

      rotate();

      assertThat(database.login(user, "first-password")).isEqualTo("28P01");
      try (Connection late = driver.connect(url, login)) {
        assertThat(Database.list(late, "SELECT current_user::text")).containsExactly(user);
      }
      assertThat(reads()).as("after the refusal it read again").isGreaterThan(reads);
      assertThat(Database.list(early, "SELECT current_user::text")).containsExactly(user);
    }
  }

  @Test
  void theCacheGivesTheOldValueUntilItIsRefreshed() throws Exception {
    try (SecretCache cache = new SecretCache(client)) {
      String before = cache.getSecretString("app");

      rotate();

      assertThat(cache.getSecretString("app")).isEqualTo(before).contains("first-password");
      assertThat(cache.refreshNow("app")).isTrue();
      assertThat(cache.getSecretString("app")).isEqualTo(current()).isNotEqualTo(before);
    }
  }

  @Test
  void theCacheRefreshesItself() throws Exception {
    SecretCacheConfiguration soon =
        new SecretCacheConfiguration().withClient(client).withCacheItemTTL(200);
    try (SecretCache cache = new SecretCache(soon)) {
      String before = cache.getSecretString("app");

      rotate();

      Instant end = Instant.now().plusSeconds(20);
      while (cache.getSecretString("app").equals(before) && Instant.now().isBefore(end)) {
        Thread.sleep(20);
      }
      assertThat(cache.getSecretString("app")).isEqualTo(current()).isNotEqualTo(before);
    }
  }

  private void rotate() throws InterruptedException {
    client.rotateSecret(r -> r.secretId("app").rotationLambdaARN(service.functionArn("Rotator")));
    service.clock().advance(Duration.ZERO);
    assertThat(service.rotations())
        .extracting(ServiceEvent.Rotation::state)
        .containsExactly(RotationEventName.ROTATION_STARTED, RotationEventName.ROTATION_SUCCEEDED);
  }

  private String current() {
    return client.getSecretValue(r -> r.secretId("app")).secretString();
  }

  private long reads() {
    return service.events().stream()
        .filter(ServiceEvent.ApiCall.class::isInstance)
        .filter(event -> ((ServiceEvent.ApiCall) event).operation().equals("GetSecretValue"))
        .count();
  }

  /**
   * The driver takes its settings from the system's properties, or from a file in the class path,
   * and its credentials where the SDK finds them.
   */
  private Driver driver() {
    System.setProperty("drivers.vpcEndpointUrl", service.endpoint().toString());
    System.setProperty("drivers.vpcEndpointRegion", "us-east-1");
    System.setProperty("aws.accessKeyId", "any");
    System.setProperty("aws.secretAccessKey", "any");
    return new AWSSecretsManagerPostgreSQLDriver();
  }

  @AfterEach
  void forgetSettings() {
    System.clearProperty("drivers.vpcEndpointUrl");
    System.clearProperty("drivers.vpcEndpointRegion");
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }
}
