package dev.keyturn;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between packages, and what only some places may see. */
class ArchitectureTest {

  private static final String[] CORE = {
    "dev.keyturn.rotation..",
    "dev.keyturn.credential..",
    "dev.keyturn.secret..",
    "dev.keyturn.settings.."
  };

  private static JavaClasses main;
  private static JavaClasses tests;

  @BeforeAll
  static void read() {
    main =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.keyturn");
    tests =
        new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages("dev.keyturn");
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dev.keyturn.settings..          | dev.keyturn.settings..
          dev.keyturn.secret..            | dev.keyturn.secret..
          dev.keyturn.credential..        | dev.keyturn.credential.. dev.keyturn.secret.. dev.keyturn.settings..
          dev.keyturn.rotation..          | dev.keyturn.rotation.. dev.keyturn.credential.. dev.keyturn.secret.. dev.keyturn.settings..
          dev.keyturn.aws..               | dev.keyturn.aws.. dev.keyturn.secret..
          dev.keyturn                     | dev.keyturn dev.keyturn.aws.. dev.keyturn.rotation.. dev.keyturn.credential.. dev.keyturn.secret.. dev.keyturn.settings..
          dev.keyturn.rotators.jdbc..     | dev.keyturn.rotators.jdbc.. dev.keyturn dev.keyturn.rotation.. dev.keyturn.credential.. dev.keyturn.secret.. dev.keyturn.settings..
          dev.keyturn.rotators.mysqlprotocol.. | dev.keyturn.rotators.mysqlprotocol.. dev.keyturn.rotators.jdbc.. dev.keyturn dev.keyturn.rotation.. dev.keyturn.credential.. dev.keyturn.secret.. dev.keyturn.settings..
          dev.keyturn.rotators.mysql.. | dev.keyturn.rotators.mysql.. dev.keyturn.rotators.mysqlprotocol.. dev.keyturn.rotators.jdbc.. dev.keyturn dev.keyturn.rotation.. dev.keyturn.credential.. dev.keyturn.secret.. dev.keyturn.settings..
          dev.keyturn.rotators.mariadb.. | dev.keyturn.rotators.mariadb.. dev.keyturn.rotators.mysqlprotocol.. dev.keyturn.rotators.jdbc.. dev.keyturn dev.keyturn.rotation.. dev.keyturn.credential.. dev.keyturn.secret.. dev.keyturn.settings..
          dev.keyturn.rotators.postgres.. | dev.keyturn.rotators.postgres.. dev.keyturn.rotators.jdbc.. dev.keyturn dev.keyturn.rotation.. dev.keyturn.credential.. dev.keyturn.secret.. dev.keyturn.settings..
          dev.keyturn.rotators.redis..    | dev.keyturn.rotators.redis.. dev.keyturn.rotators.jdbc.. dev.keyturn dev.keyturn.rotation.. dev.keyturn.credential.. dev.keyturn.secret.. dev.keyturn.settings..
          dev.keyturn.rotators.iam..      | dev.keyturn.rotators.iam.. dev.keyturn.rotators.jdbc.. dev.keyturn dev.keyturn.rotation.. dev.keyturn.credential.. dev.keyturn.secret.. dev.keyturn.settings..
          dev.keyturn.cli.doctor..        | dev.keyturn.cli.doctor.. dev.keyturn dev.keyturn.aws.. dev.keyturn.rotation.. dev.keyturn.secret.. dev.keyturn.local.functions.. dev.keyturn.local.auth.policy..
          dev.keyturn.local..             | dev.keyturn.local.. dev.keyturn dev.keyturn.rotation.. dev.keyturn.credential.. dev.keyturn.secret.. dev.keyturn.settings..
          """)
  void pointOneWay(String from, String allowed) {
    classes()
        .that()
        .resideInAPackage(from)
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("dev.keyturn..")).or(resideInAnyPackage(allowed.split(" ", -1))))
        .check(main);
  }

  /** A rotator is named above with all that it may see; this finds one that is not. */
  @Test
  void everyPackageHasItsArrows() {
    assertThat(main.stream().map(ArchitectureTest::area))
        .containsOnly(
            "dev.keyturn",
            "dev.keyturn.aws",
            "dev.keyturn.cli",
            "dev.keyturn.credential",
            "dev.keyturn.local",
            "dev.keyturn.rotation",
            "dev.keyturn.rotators.iam",
            "dev.keyturn.rotators.jdbc",
            "dev.keyturn.rotators.mariadb",
            "dev.keyturn.rotators.mysql",
            "dev.keyturn.rotators.mysqlprotocol",
            "dev.keyturn.rotators.postgres",
            "dev.keyturn.rotators.redis",
            "dev.keyturn.secret",
            "dev.keyturn.settings");
  }

  private static String area(JavaClass type) {
    return type.getPackageName().replaceFirst("^(dev\\.keyturn\\.(rotators\\.)?[a-z]+).*", "$1");
  }

  @Test
  void makeNoCircle() {
    slices().matching("dev.keyturn.(*)..").should().beFreeOfCycles().check(main);
    slices().matching("dev.keyturn.(**)").should().beFreeOfCycles().check(main);
  }

  /** The protocol is pure but for its ports: no database, no AWS, no network. */
  @Test
  void theCoreSeesTextTimeAndJsonOnly() {
    classes()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "dev.keyturn..",
                "java.lang..",
                "java.io",
                "java.util..",
                "java.time",
                "java.nio.charset",
                "java.security",
                "com.fasterxml.jackson..",
                "org.jspecify.annotations"))
        .check(main);
  }

  @Test
  void theCoreHasNoClockNoRandomnessAndNoEnvironmentOfItsOwn() {
    noClasses()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.security.SecureRandom")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(InstantSource.class, "system")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(main);
  }

  @ParameterizedTest(name = "{0} is seen by {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          software.amazon.awssdk..           | dev.keyturn.aws.. dev.keyturn.cli.. dev.keyturn.local.. dev.keyturn.rotators.iam..
          software.amazon.awssdk.services.iam.. | dev.keyturn.rotators.iam.. dev.keyturn.cli.iam.. dev.keyturn.cli.demo..
          software.amazon.awssdk.services.sts.. | dev.keyturn.rotators.iam.. dev.keyturn.cli.iam..
          org.postgresql..                   | dev.keyturn.rotators.postgres..
          org.mariadb..                      | dev.keyturn.rotators.mysqlprotocol.. dev.keyturn.rotators.mariadb.. dev.keyturn.cli.mysql..
          redis.clients..                    | dev.keyturn.rotators.redis.. dev.keyturn.cli.redis..
          redis.embedded..                   | dev.keyturn.cli.redis..
          io.netty..                         | dev.keyturn.local.protocol..
          picocli..                          | dev.keyturn.cli..
          io.zonky..                         | dev.keyturn.cli.postgres..
          org.yaml..                         | dev.keyturn.local.template..
          org.sqlite..                       | dev.keyturn.local.store..
          com.amazonaws.services.lambda.runtime.api.. | dev.keyturn.local..
          """)
  void librariesStayInTheirPlace(String library, String places) {
    noClasses()
        .that()
        .resideOutsideOfPackages(places.split(" ", -1))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(main);
  }

  /** It instantiates every driver on the class path. */
  @Test
  void nobodyUsesTheDriverManager() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.sql.DriverManager")
        .check(main);
  }

  /** A function may not need the events library. */
  @Test
  void onlyOneClassNeedsTheEventsLibrary() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(RotationEvents.class.getName())
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.amazonaws.services.lambda.runtime.events..")
        .check(main);
  }

  /** Whoever handles a secret's text is on this list; whoever comes to it is read twice. */
  @Test
  void secretTextIsRevealedInKnownPlacesOnly() {
    JavaMethod reveal = main.get(SecretText.class).getMethod("reveal");
    Set<String> callers =
        Stream.<JavaAccess<?>>concat(
                reveal.getCallsOfSelf().stream(), reveal.getReferencesToSelf().stream())
            .map(access -> access.getOriginOwner().getName().replaceFirst("\\$.*", ""))
            .map(name -> name.replace("dev.keyturn.", ""))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(callers)
        .containsExactlyInAnyOrder(
            "aws.AwsSecretStore",
            "cli.demo.KeptStage",
            "cli.demo.RotationAct",
            "cli.demo.IamService",
            "cli.demo.RedisService",
            "cli.demo.SqlService",
            "cli.iam.LocalMoto",
            "cli.doctor.KnownRotators",
            "cli.mysql.LocalMySql",
            "cli.postgres.LocalPostgres",
            "cli.redis.LocalRedis",
            "credential.AccessKeyCredential",
            "credential.DatabaseCredential",
            "credential.JsonCredential",
            "credential.JsonMembers",
            "local.InProcessStore",
            "local.auth.signature.SigningKeys",
            "local.functions.SandboxVariables",
            "local.secrets.GetRandomPassword",
            "local.secrets.Payload",
            "local.store.VersionsJson",
            "rotation.Redactor",
            "rotators.mariadb.Hash",
            "rotators.mysql.MySqlDialect",
            "rotators.mysql.OwnPassword",
            "rotators.mysql.PasswordInUse",
            "rotators.mysqlprotocol.ServerLogin",
            "rotators.iam.AwsClients",
            "rotators.postgres.PostgresLogin",
            "rotators.postgres.Verifier",
            "rotators.redis.PasswordHash",
            "rotators.redis.RedisLogin");
  }

  /** What users may build on: no is temporary, but yes is for ever. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dev.keyturn             | RotationEnvironment RotationEvents RotationHandler
          dev.keyturn.aws         | AwsSecretStore
          dev.keyturn.credential  | AccessKeyCredential CharacterType Codec Credential CredentialFormatException DatabaseCredential DatabaseDefaults Identity JsonCredential PasswordGenerator PasswordLimits PasswordPolicy
          dev.keyturn.rotation    | Authority CheckedCredential CredentialReport CredentialSource CredentialState LoginRequest LoginResult MakeRequest Overlap ProtectedService Reason RetireRequest Rotation RotationException RotationListener RotationRequest SetRequest Step StepReport VerifyRequest
          dev.keyturn.secret      | Deadline RotationToken SecretDescription SecretId SecretStore SecretStoreException SecretText SecretValue StagingLabel VersionId
          dev.keyturn.settings    | Settings
          """)
  void thePublicTypesAreThese(String name, String types) {
    assertThat(
            main.stream()
                .filter(type -> type.getPackageName().equals(name))
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getSimpleName))
        .containsExactlyInAnyOrder(types.split(" ", -1));
  }

  @Test
  void everyPackageIsNullMarkedAndSaysWhatItIsFor() throws IOException {
    Set<JavaPackage> packages =
        main.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
    assertThat(packages).hasSizeGreaterThan(10);
    for (JavaPackage each : packages) {
      assertThat(each.isAnnotatedWith(NullMarked.class)).as(each.getName()).isTrue();
      Path source = Path.of("src/main/java", each.getName().replace('.', '/'), "package-info.java");
      assertThat(Files.readString(source)).as(each.getName()).startsWith("/**");
    }
  }

  /** What is published for tests brings along no test of ours, and none of their libraries. */
  @Test
  void theTestkitStandsOnWhatItsUsersHave() {
    classes()
        .that()
        .resideInAPackage("dev.keyturn.testkit..")
        .and()
        .haveNameNotMatching(".*Test(\\$.*)?")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "dev.keyturn.testkit..",
                    "java..",
                    "org.junit.jupiter.api..",
                    "org.junit.platform.commons.support",
                    "org.opentest4j",
                    "org.jspecify.annotations",
                    "com.fasterxml.jackson.jr.ob..",
                    "software.amazon.awssdk..")
                .or(resideInAnyPackage("dev.keyturn..").and(isMain())))
        .check(tests);
  }

  private static DescribedPredicate<JavaClass> isMain() {
    Set<String> names = main.stream().map(JavaClass::getName).collect(Collectors.toSet());
    return DescribedPredicate.describe("a class of main", type -> names.contains(type.getName()));
  }
}
