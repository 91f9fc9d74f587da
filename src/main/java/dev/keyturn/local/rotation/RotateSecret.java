package dev.keyturn.local.rotation;

import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.Backend;
import dev.keyturn.local.secrets.Operation;
import dev.keyturn.local.secrets.Parameters;
import dev.keyturn.local.secrets.RotationRules;
import dev.keyturn.local.secrets.RotationState;
import dev.keyturn.local.secrets.RotationState.UnderWay;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.local.secrets.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** RotateSecret: remembers how, prepares the version, and starts the rotation in the background. */
final class RotateSecret implements Operation {

  private final Backend backend;
  private final RotationFunctions functions;
  private final Rotations rotations;

  RotateSecret(Backend backend, RotationFunctions functions, Rotations rotations) {
    this.backend = backend;
    this.functions = functions;
    this.rotations = rotations;
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    // Checked before the secret is looked up, as AWS does.
    String version =
        request
            .text("ClientRequestToken")
            .orElseThrow(
                () ->
                    ApiException.invalidParameter(
                        "You must provide a ClientRequestToken value. We recommend a UUID-type"
                            + " value."));
    RotationRules rules = request.structure("RotationRules").map(RotationRules::of).orElse(null);
    boolean immediately = request.flag("RotateImmediately", true);
    Secret secret = backend.find(scope, request.required("SecretId")).primary().alive();
    if (PartnerRotation.isMeant(secret, request)) {
      new PartnerRotation(backend).configure(secret, rules, request);
      return answer(secret, version);
    }
    String functionArn = function(secret, request);
    if (!functions.invokable(functionArn)) {
      throw ApiException.client(
          "AccessDeniedException",
          "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function"
              + " policy grants access to the principal secretsmanager.amazonaws.com.");
    }
    start(secret, version, functionArn, rules, immediately);
    return answer(secret, version);
  }

  private static Map<String, Object> answer(Secret secret, String version) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("ARN", secret.arn());
    answer.put("Name", secret.key().name());
    answer.put("VersionId", version);
    return answer;
  }

  private static String function(Secret secret, Parameters request) {
    RotationState stored = secret.rotation();
    return request
        .text("RotationLambdaARN")
        .or(() -> Optional.ofNullable(stored == null ? null : stored.functionArn()))
        .orElseThrow(
            () ->
                ApiException.invalidRequest(
                    "No Lambda rotation function ARN is associated with this secret."));
  }

  private void start(
      Secret secret,
      String version,
      String functionArn,
      @Nullable RotationRules rules,
      boolean immediately) {
    UnderWay rotation = new UnderWay(version, null, !immediately);
    Preparation preparation = new Preparation(rotation, functionArn, rules);
    try {
      backend
          .repository()
          .update(secret.key(), before -> preparation.of(before.alive(), backend.now()));
    } catch (StuckException e) {
      rotations.reattempt(e, null);
      throw ApiException.invalidRequest(
          "A previous rotation isn't complete. That rotation will be reattempted.");
    }
    if (preparation.complete()) {
      return;
    }
    RotationRun run = RotationRun.of(secret, functionArn, version, null);
    if (immediately) {
      rotations.start(run);
    } else {
      rotations.startTest(run);
    }
  }
}
