package dev.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import dev.keyturn.example.LockerRotator;
import dev.keyturn.testkit.RotatorContract;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A rotator without a contract test is found here. */
class EveryRotatorTest {

  private static JavaClasses all;

  @BeforeAll
  static void read() {
    all = new ClassFileImporter().importPackages("dev.keyturn");
  }

  @Test
  void hasAContractTest() {
    assertThat(rotators()).isNotEmpty().allSatisfy(each -> assertThat(tested()).contains(each));
  }

  /** Else this test would find a contract test for whatever there is. */
  @Test
  void findsNoneForOthers() {
    assertThat(tested())
        .contains(LockerRotator.class.getName())
        .doesNotContain("dev.keyturn.door.DoorRotator", "dev.keyturn.testkit.IdleFunction");
  }

  private Set<String> rotators() {
    return all.stream()
        .filter(EveryRotatorTest::isNoTest)
        .filter(type -> type.isAssignableTo(RotationHandler.class))
        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
        .map(JavaClass::getName)
        .collect(Collectors.toSet());
  }

  private static boolean isNoTest(JavaClass type) {
    return new ImportOption.DoNotIncludeTests()
        .includes(Location.of(type.getSource().orElseThrow().getUri()));
  }

  /** Whatever the contract tests that Maven runs construct as their rotator. */
  private Set<String> tested() {
    return all.stream()
        .filter(type -> type.isAssignableTo(RotatorContract.class))
        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
        .filter(type -> type.isTopLevelClass() && type.getSimpleName().endsWith("Test"))
        .flatMap(type -> Stream.concat(Stream.of(type), type.getAllRawSuperclasses().stream()))
        .flatMap(type -> type.tryGetMethod("rotator").stream())
        .flatMap(method -> method.getConstructorCallsFromSelf().stream())
        .map(JavaConstructorCall::getTargetOwner)
        .map(JavaClass::getName)
        .collect(Collectors.toSet());
  }
}
