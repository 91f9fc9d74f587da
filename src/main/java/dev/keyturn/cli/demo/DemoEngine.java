package dev.keyturn.cli.demo;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The services that the demo can start. */
public enum DemoEngine {
  /** PostgreSQL. */
  POSTGRES("PostgreSQL", "postgres.PostgresRotator"),
  /** MySQL, for Linux on amd64 only. */
  MYSQL("MySQL", "mysql.MySqlRotator"),
  /** MariaDB, which has to be installed. */
  MARIADB("MariaDB", "mariadb.MariaDbRotator"),
  /** Redis, whose users have several passwords and need not alternate. */
  REDIS("Redis", "redis.RedisRotator"),
  /** IAM, as moto does it, which has to be installed. */
  IAM("IAM", "iam.IamUserRotator");

  private final String product;
  private final String rotator;

  DemoEngine(String product, String rotator) {
    this.product = product;
    this.rotator = "dev.keyturn.rotators." + rotator;
  }

  /**
   * Lists how its credentials can be rotated.
   *
   * @return at least one, the best for clients first
   */
  public List<DemoStrategy> strategies() {
    return switch (this) {
      case POSTGRES, MYSQL, MARIADB -> List.of(DemoStrategy.values());
      case REDIS -> List.of(DemoStrategy.ADMIN, DemoStrategy.SINGLE);
      case IAM -> List.of(DemoStrategy.SINGLE);
    };
  }

  /** Starts the service, with its users. */
  DemoService start(DemoStrategy strategy) throws IOException {
    return switch (this) {
      case POSTGRES -> PostgresService.start();
      case MYSQL -> MySqlService.start();
      case MARIADB -> MariaDbService.start(strategy);
      case REDIS -> RedisService.start(strategy);
      case IAM -> IamService.start();
    };
  }

  String product() {
    return product;
  }

  /** The rotator's class. */
  String rotator() {
    return rotator;
  }

  /** What a rotation does, for a heading. */
  String describe(DemoStrategy strategy) {
    return this == IAM ? "IAM makes the next access key of a user" : strategy.description();
  }

  /** What builds the function. */
  String samBuild() {
    return this == POSTGRES ? "sam build" : "sam build -t templates/" + this + ".yaml";
  }

  /** The option that chooses it. */
  String option() {
    return this == POSTGRES ? "" : " --engine " + this;
  }

  /** The word of {@code --engine}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
