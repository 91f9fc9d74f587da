package dev.keyturn.local;

import dev.keyturn.local.auth.Calls;
import dev.keyturn.local.auth.FunctionRole;
import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.Operation;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.RotationToken;
import dev.keyturn.secret.SecretDescription;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.secret.SecretStoreException.Kind;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.SecretValue;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The service as a rotation's store, without a wire between them. The scope of a call is that of
 * the secret's ARN.
 */
final class InProcessStore implements SecretStore {

  private static final int PARTS = 6;
  private static final Scope DEFAULT = new Scope(Scope.DEFAULT_ACCOUNT, "us-east-1");

  private final Map<String, Operation> operations;
  private final FunctionRole role;

  InProcessStore(Map<String, Operation> operations, FunctionRole role) {
    this.operations = Map.copyOf(operations);
    this.role = role;
  }

  @Override
  public SecretDescription describe(SecretId secret, Deadline deadline) {
    Map<String, Object> answer = call("DescribeSecret", secret, Map.of(), deadline);
    Map<VersionId, Set<StagingLabel>> labels = new LinkedHashMap<>();
    if (answer.get("VersionIdsToStages") instanceof Map<?, ?> stages) {
      stages.forEach((id, names) -> labels.put(new VersionId((String) id), labels(names)));
    }
    return new SecretDescription(Boolean.TRUE.equals(answer.get("RotationEnabled")), labels);
  }

  @Override
  public Optional<SecretValue> read(SecretId secret, StagingLabel label, Deadline deadline) {
    return read(secret, Map.of("VersionStage", label.name()), deadline);
  }

  @Override
  public Optional<SecretValue> read(
      SecretId secret, VersionId version, @Nullable StagingLabel label, Deadline deadline) {
    Map<String, Object> which = new LinkedHashMap<>();
    which.put("VersionId", version.value());
    if (label != null) {
      which.put("VersionStage", label.name());
    }
    return read(secret, which, deadline);
  }

  private Optional<SecretValue> read(
      SecretId secret, Map<String, Object> which, Deadline deadline) {
    try {
      Map<String, Object> answer = call("GetSecretValue", secret, which, deadline);
      VersionId version = new VersionId(String.valueOf(answer.get("VersionId")));
      return Optional.of(
          answer.get("SecretString") instanceof String text
              ? new SecretValue.Text(version, SecretText.of(text))
              : new SecretValue.Binary(version));
    } catch (SecretStoreException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void put(
      SecretId secret,
      VersionId version,
      SecretText text,
      Set<StagingLabel> labels,
      @Nullable RotationToken token,
      Deadline deadline) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("ClientRequestToken", version.value());
    request.put("SecretString", text.reveal());
    request.put("VersionStages", labels.stream().map(StagingLabel::name).toList());
    if (token != null) {
      request.put("RotationToken", token.text().reveal());
    }
    call("PutSecretValue", secret, request, deadline);
  }

  @Override
  public void move(
      SecretId secret,
      StagingLabel label,
      VersionId to,
      @Nullable VersionId from,
      Deadline deadline) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("VersionStage", label.name());
    request.put("MoveToVersionId", to.value());
    if (from != null) {
      request.put("RemoveFromVersionId", from.value());
    }
    call("UpdateSecretVersionStage", secret, request, deadline);
  }

  @Override
  public List<VersionId> deprecated(SecretId secret, Deadline deadline) {
    return entries(secret, deadline).stream()
        .filter(version -> version.get("VersionStages") == null)
        .sorted(Comparator.comparing(InProcessStore::created).reversed())
        .map(version -> new VersionId(String.valueOf(version.get("VersionId"))))
        .toList();
  }

  private List<Map<?, ?>> entries(SecretId secret, Deadline deadline) {
    List<Map<?, ?>> entries = new ArrayList<>();
    Map<String, Object> request = new LinkedHashMap<>(Map.of("IncludeDeprecated", true));
    Object next;
    do {
      Map<String, Object> page = call("ListSecretVersionIds", secret, request, deadline);
      if (page.get("Versions") instanceof List<?> versions) {
        versions.forEach(version -> entries.add((Map<?, ?>) version));
      }
      next = page.get("NextToken");
      if (next != null) {
        request.put("NextToken", next);
      }
    } while (next != null);
    return entries;
  }

  private static BigDecimal created(Map<?, ?> version) {
    return (BigDecimal) Objects.requireNonNull(version.get("CreatedDate"));
  }

  private Map<String, Object> call(
      String operation, SecretId secret, Map<String, Object> members, Deadline deadline) {
    if (deadline.expired()) {
      throw new SecretStoreException(
          Kind.OUT_OF_TIME, operation, "the time ran out before the call", null);
    }
    Map<String, Object> request = new LinkedHashMap<>(members);
    request.put("SecretId", secret.value());
    try {
      return Calls.answer(
          role.in(scope(secret)),
          operation,
          Objects.requireNonNull(operations.get(operation)),
          request);
    } catch (ApiException e) {
      throw new SecretStoreException(kind(e.code()), operation, e.code() + ": " + e.text(), null);
    }
  }

  private static Kind kind(String code) {
    return switch (code) {
      case "ResourceNotFoundException" -> Kind.NOT_FOUND;
      case "ResourceExistsException" -> Kind.CONFLICT;
      case "AccessDeniedException" -> Kind.ACCESS_DENIED;
      case "InternalServiceError" -> Kind.UNAVAILABLE;
      case "DecryptionFailure", "EncryptionFailure" -> Kind.KEY_UNUSABLE;
      default -> Kind.INVALID;
    };
  }

  private static Scope scope(SecretId secret) {
    String[] parts = secret.value().split(":", -1);
    return parts.length >= PARTS && parts[0].equals("arn")
        ? new Scope(parts[4], parts[3])
        : DEFAULT;
  }

  private static Set<StagingLabel> labels(Object names) {
    Set<StagingLabel> labels = new LinkedHashSet<>();
    ((List<?>) names).forEach(name -> labels.add(new StagingLabel((String) name)));
    return labels;
  }
}
