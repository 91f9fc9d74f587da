package dev.keyturn.local.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts in which AWS's JSON services refuse a request that does not fit the model. */
class ApiModelTest {

  private static final ApiModel MODEL = ApiModel.load();
  private static final String A513 = "a".repeat(513);

  static Stream<Arguments> violations() {
    return Stream.of(
        arguments(
            "GetSecretValue",
            "{}",
            "1 validation error detected: Value null at 'secretId' failed to satisfy constraint:"
                + " Member must not be null"),
        arguments(
            "GetSecretValue",
            "{'SecretId':null}",
            "1 validation error detected: Value null at 'secretId' failed to satisfy constraint:"
                + " Member must not be null"),
        arguments(
            "GetSecretValue",
            "{'SecretId':'','VersionId':'short'}",
            "2 validation errors detected: Value '' at 'secretId' failed to satisfy constraint:"
                + " Member must have length greater than or equal to 1; Value 'short' at"
                + " 'versionId' failed to satisfy constraint: Member must have length greater than"
                + " or equal to 32"),
        arguments(
            "CreateSecret",
            "{'Name':'%s'}".formatted(A513),
            "1 validation error detected: Value '%s' at 'name' failed to satisfy constraint: Member must have length less than or equal to 512"
                .formatted(A513)),
        arguments(
            "CreateSecret",
            "{'Name':'n','SecretString':''}",
            "1 validation error detected: Value at 'secretString' failed to satisfy constraint:"
                + " Member must have length greater than or equal to 1"),
        arguments(
            "PutSecretValue",
            "{'SecretId':'n','SecretBinary':'','RotationToken':'no'}",
            "2 validation errors detected: Value at 'rotationToken' failed to satisfy constraint:"
                + " Member must have length greater than or equal to 36; Value at 'secretBinary'"
                + " failed to satisfy constraint: Member must have length greater than or equal to"
                + " 1"),
        arguments(
            "CreateSecret",
            "{'Name':'n','Tags':[{'Key':'k'},{'Key':''}]}",
            "1 validation error detected: Value '' at 'tags.2.member.key' failed to satisfy"
                + " constraint: Member must have length greater than or equal to 1"),
        arguments(
            "ListSecrets",
            "{'MaxResults':101}",
            "1 validation error detected: Value '101' at 'maxResults' failed to satisfy"
                + " constraint: Member must have value less than or equal to 100"),
        arguments(
            "ListSecrets",
            "{'MaxResults':0}",
            "1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint:"
                + " Member must have value greater than or equal to 1"),
        arguments(
            "ListSecrets",
            "{'MaxResults':99999999999999999999}",
            "1 validation error detected: Value '99999999999999999999' at 'maxResults' failed to"
                + " satisfy constraint: Member must have value less than or equal to 100"),
        arguments(
            "ListSecrets",
            "{'MaxResults':-99999999999999999999}",
            "1 validation error detected: Value '-99999999999999999999' at 'maxResults' failed to"
                + " satisfy constraint: Member must have value greater than or equal to 1"),
        arguments(
            "ListSecrets",
            "{'MaxResults':1e999}",
            "1 validation error detected: Value 'Infinity' at 'maxResults' failed to satisfy"
                + " constraint: Member must have value less than or equal to 100"),
        arguments(
            "ListSecrets",
            "{'Filters':[{'Key':'invalid','Values':['x']}]}",
            "1 validation error detected: Value 'invalid' at 'filters.1.member.key' failed to"
                + " satisfy constraint: Member must satisfy enum value set: [description, name,"
                + " tag-key, tag-value, primary-region, owning-service, all]"),
        arguments(
            "ListSecrets",
            "{'Filters':[{'Key':'name','Values':['a','#']}]}",
            "1 validation error detected: Value '[a, #]' at 'filters.1.member.values' failed to"
                + " satisfy constraint: Member must satisfy constraint: [Member must have length"
                + " less than or equal to 512, Member must satisfy regular expression pattern:"
                + " ^\\!?[a-zA-Z0-9 :_@\\/\\+\\=\\.\\-\\!]*$, Member must not be null]"),
        arguments(
            "BatchGetSecretValue",
            "{'SecretIdList':[]}",
            "1 validation error detected: Value '[]' at 'secretIdList' failed to satisfy"
                + " constraint: Member must have length greater than or equal to 1"),
        arguments(
            "BatchGetSecretValue",
            "{'SecretIdList':['a','']}",
            "1 validation error detected: Value '[a, ]' at 'secretIdList' failed to satisfy"
                + " constraint: Member must satisfy constraint: [Member must have length less than"
                + " or equal to 2048, Member must have length greater than or equal to 1, Member"
                + " must not be null]"),
        arguments(
            "ReplicateSecretToRegions",
            "{'SecretId':'n','AddReplicaRegions':[{'Region':''}]}",
            "2 validation errors detected: Value '' at 'addReplicaRegions.1.member.region' failed"
                + " to satisfy constraint: Member must satisfy regular expression pattern:"
                + " ^([a-z]+-)+\\d+$; Value '' at 'addReplicaRegions.1.member.region' failed to"
                + " satisfy constraint: Member must have length greater than or equal to 1"),
        arguments(
            "RotateSecret",
            "{'SecretId':'n','RotationRules':{'Duration':'3d'}}",
            "1 validation error detected: Value '3d' at 'rotationRules.duration' failed to satisfy"
                + " constraint: Member must satisfy regular expression pattern: [0-9]+h"));
  }

  @ParameterizedTest
  @MethodSource("violations")
  void allThatIsBrokenIsToldAtOnce(String operation, String request, String text)
      throws IOException {
    ApiException refusal = refusal(operation, request);

    assertThat(refusal.code()).isEqualTo("ValidationException");
    assertThat(refusal.text()).isEqualTo(text);
    assertThat(refusal.status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "GetSecretValue | {'SecretId':1} | NUMBER_VALUE can not be converted to a String",
        "GetSecretValue | {'SecretId':1.5} | NUMBER_VALUE can not be converted to a String",
        "GetSecretValue | {'SecretId':true} | TRUE_VALUE can not be converted to a String",
        "GetSecretValue | {'SecretId':false} | FALSE_VALUE can not be converted to a String",
        "GetSecretValue | {'SecretId':[]} | Start of list found where not expected",
        "GetSecretValue | {'SecretId':{}} | Start of structure or map found where not expected.",
        "ListSecrets | {'MaxResults':'1'} | STRING_VALUE can not be converted to an Integer",
        "ListSecrets | {'MaxResults':true} | TRUE_VALUE can not be converted to an Integer",
        "ListSecrets | {'MaxResults':[1]} | Start of list found where not expected",
        "GetRandomPassword | {'PasswordLength':'8'} | STRING_VALUE can not be converted to a Long",
        "ListSecrets | {'Filters':'x'} | Expected list or null",
        "ListSecrets | {'Filters':{}} | Start of structure or map found where not expected.",
        "ListSecrets | {'Filters':['x']} | Expected null",
        "ListSecrets | {'Filters':[[]]} | Start of list found where not expected",
        "UntagResource | {'SecretId':'n','TagKeys':[1]}"
            + " | NUMBER_VALUE can not be converted to a String",
        "ListSecrets | {'IncludePlannedDeletion':'yes'}"
            + " | STRING_VALUE can not be converted to an Boolean",
        "CreateSecret | {'Name':'n','SecretBinary':'&'} | A blob is not valid base64",
        "GetSecretValue | {'SecretId':'','VersionId':1}"
            + " | NUMBER_VALUE can not be converted to a String",
      })
  void anotherTypeIsRefusedBeforeAnyLimit(String operation, String request, String text)
      throws IOException {
    ApiException refusal = refusal(operation, request);

    assertThat(refusal.code()).isEqualTo("SerializationException");
    assertThat(refusal.text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'SecretId':'n','Unheard':{'of':[1]},'VersionId':null}",
        "{'SecretId':'n','TagKeys':['k',null]}",
      })
  void whatIsUnknownOrNullCountsAsNotThere(String request) {
    assertThatCode(() -> MODEL.validate("UntagResource", json(withTagKeys(request))))
        .doesNotThrowAnyException();
  }

  @Test
  void limitsAreMetNotExceeded() {
    assertThatCode(
            () -> {
              MODEL.validate("GetSecretValue", json("{'SecretId':'%s'}".formatted(A513)));
              MODEL.validate("ListSecrets", json("{'MaxResults':100.9}"));
              MODEL.validate(
                  "CreateSecret",
                  json("{'Name':'n','SecretString':'%s'}".formatted("\uD83D\uDD11".repeat(65536))));
            })
        .doesNotThrowAnyException();
  }

  private static String withTagKeys(String request) {
    return request.contains("TagKeys") ? request : request.replace("{'S", "{'TagKeys':['k'],'S");
  }

  private static ApiException refusal(String operation, String request) throws IOException {
    var members = json(request);
    return catchThrowableOfType(ApiException.class, () -> MODEL.validate(operation, members));
  }

  private static java.util.Map<String, Object> json(String text) throws IOException {
    return JSON.std.mapFrom(text.replace('\'', '"'));
  }
}
