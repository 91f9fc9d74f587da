package dev.keyturn.local.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.credential.DatabaseDefaults;
import dev.keyturn.local.auth.OpenAccess;
import dev.keyturn.local.rotation.FunctionException;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.SetRequest;
import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.SecretDescription;
import dev.keyturn.secret.SecretId;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions in this JVM. */
@Timeout(30)
class ClassFunctionTest {

  private static final String ARN = "arn:aws:lambda:eu-west-1:123456789012:function:Here";
  private static final String SETTING =
      """
      {"Step":"testSecret","SecretId":"s","ClientRequestToken":"00000000-0000-4000-8000-000000000002"}""";

  private final List<String> log = new ArrayList<>();
  private RunnableFunction function;

  @AfterEach
  void close() {
    if (function != null) {
      function.close();
    }
  }

  /** A rotator that a test is told to be constructible, and no more. */
  public abstract static class Rotator extends RotationHandler<DatabaseCredential, AutoCloseable> {
    @Override
    public Codec<DatabaseCredential> codec() {
      return DatabaseCredential.codec(new DatabaseDefaults(List.of("door"), 1, "none"));
    }

    @Override
    public LoginResult<AutoCloseable> login(LoginRequest<DatabaseCredential> request) {
      return new LoginResult.Rejected<>("the key does not fit");
    }

    @Override
    public void set(SetRequest<DatabaseCredential, AutoCloseable> request) {}
  }

  /** Nothing is wrong with it. */
  public static final class Fine extends Rotator {}

  /** Cannot be constructed. */
  public static final class Throwing extends Rotator {
    public Throwing() {
      throw new IllegalStateException("no configuration");
    }
  }

  /** Has no constructor that Lambda could call. */
  public static final class Demanding extends Rotator {
    public Demanding(String anything) {}
  }

  /** Its name is known, and no more. */
  public static final class NoRotator {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Nothing | function Here: class dev.keyturn.local.functions.ClassFunctionTest$Nothing or one that"
            + " it needs is not found: dev.keyturn.local.functions.ClassFunctionTest$Nothing",
        "Throwing | function Here: the constructor of"
            + " dev.keyturn.local.functions.ClassFunctionTest$Throwing threw"
            + " java.lang.IllegalStateException: no configuration",
        "Demanding | function Here: class dev.keyturn.local.functions.ClassFunctionTest$Demanding has no"
            + " public constructor without parameters",
        "NoRotator | function Here: class dev.keyturn.local.functions.ClassFunctionTest$NoRotator is no"
            + " dev.keyturn.RotationHandler; run other functions with process:",
      })
  void whatCannotRunIsRefusedAtTheStart(String name, String text) {
    assertThatThrownBy(() -> inThisJvm(name, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(text);
  }

  @Test
  void wrongVariablesAreRefusedAtTheStart() {
    assertThatThrownBy(
            () -> inThisJvm("Fine", Map.of("PASSWORD_LENGTH", "many", "EXCLUDE_NUMBERS", "maybe")))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .startsWith("function Here: the function's environment variables are wrong: ")
        .contains("PASSWORD_LENGTH", "EXCLUDE_NUMBERS");
  }

  @Test
  void aFailureIsTheRotatorsOwnWordsAndItsLogIsTaken() {
    function = inThisJvm("Fine", Map.of());

    assertThatThrownBy(() -> function.invoke(scope(), ARN, SETTING))
        .isInstanceOf(FunctionException.class)
        .message()
        .startsWith("testSecret of s: ")
        .contains("the key does not fit");
    assertThat(log).singleElement().asString().contains("\"testSecret\"");
  }

  @Test
  void garbageIsRefused() {
    function = inThisJvm("Fine", Map.of());

    assertThatThrownBy(() -> function.invoke(scope(), ARN, "[]"))
        .isInstanceOf(FunctionException.class)
        .message()
        .startsWith("the event is not a rotation event: it is JSON, but not an object");
  }

  /** A store that never answers, whatever it is told. */
  private static final class Blackhole extends PendingStore {
    @Override
    public SecretDescription describe(SecretId secret, Deadline deadline) {
      while (true) {
        try {
          Thread.sleep(60_000);
        } catch (InterruptedException e) {
          // as bad code does
        }
      }
    }
  }

  @Test
  void aFunctionThatNeverReturnsHoldsNobodyUp() {
    function =
        RunnableFunction.of(
            FunctionTarget.parse("class:" + ClassFunctionTest.class.getName() + "$Fine"),
            settings(new Blackhole(), Duration.ofMillis(300), Map.of()));
    for (int i = 0; i < 2; i++) {
      Instant start = Instant.now();

      assertThatThrownBy(() -> function.invoke(scope(), ARN, SETTING))
          .isInstanceOf(FunctionException.class)
          .hasMessage("the function took longer than its timeout of 0.3 s");

      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(2));
    }
    Instant start = Instant.now();
    function.close();
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void aDirectoryIsWhatVarTaskWouldBe(@TempDir Path directory) throws Exception {
    TaskBuilder.rotator(directory);
    function =
        RunnableFunction.of(
            FunctionTarget.parse("class:" + directory + "!example.LibRotator"),
            settings(new PendingStore(), Duration.ofSeconds(10), Map.of()));

    assertThatThrownBy(() -> function.invoke(scope(), ARN, SETTING))
        .isInstanceOf(FunctionException.class)
        .message()
        .contains("hello from lib");
  }

  @Test
  void aDirectoryWithoutTheClassIsRefused(@TempDir Path directory) throws Exception {
    Files.createDirectory(directory.resolve("lib"));

    assertThatThrownBy(
            () ->
                RunnableFunction.of(
                    FunctionTarget.parse("class:" + directory + "!example.LibRotator"),
                    settings(new PendingStore(), Duration.ofSeconds(10), Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "function Here: class example.LibRotator or one that it needs is not found:"
                + " example.LibRotator");
  }

  /** As a test constructs it, which gives it what stands for the real service. */
  private static final class Faked extends Rotator {
    private final String answer;

    Faked(String answer) {
      this.answer = answer;
    }

    @Override
    public LoginResult<AutoCloseable> login(LoginRequest<DatabaseCredential> request) {
      return new LoginResult.Rejected<>(answer);
    }
  }

  @Test
  void aHandlerMayBeConstructedByWhoeverStartsTheService() {
    function = constructed(() -> new Faked("the fake says no"));

    assertThatThrownBy(() -> function.invoke(scope(), ARN, SETTING))
        .isInstanceOf(FunctionException.class)
        .message()
        .startsWith("testSecret of s: ")
        .contains("the fake says no");
    assertThat(log).singleElement().asString().contains("\"testSecret\"");
  }

  @Test
  void aHandlerThatIsNotThereIsRefusedAtTheStart() {
    assertThatThrownBy(() -> constructed(() -> null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "function Here: its constructor threw java.lang.NullPointerException: it gave null");
    assertThatThrownBy(() -> constructed(Throwing::new))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "function Here: its constructor threw java.lang.IllegalStateException: no"
                + " configuration");
  }

  private RunnableFunction constructed(Supplier<RotationHandler<?, ?>> constructor) {
    return RunnableFunction.of(
        new FunctionTarget.Constructed(constructor),
        settings(new PendingStore(), Duration.ofSeconds(10), Map.of()));
  }

  private RunnableFunction inThisJvm(String name, Map<String, String> variables) {
    return RunnableFunction.of(
        FunctionTarget.parse("class:" + ClassFunctionTest.class.getName() + "$" + name),
        settings(new PendingStore(), Duration.ofSeconds(10), variables));
  }

  private FunctionSettings settings(
      PendingStore store, Duration timeout, Map<String, String> variables) {
    return new FunctionSettings(
        "Here",
        variables,
        timeout,
        () -> URI.create("http://127.0.0.1:4599"),
        store,
        new OpenAccess()::open,
        log::add);
  }

  private static Scope scope() {
    return new Scope(Scope.DEFAULT_ACCOUNT, "eu-west-1");
  }
}
