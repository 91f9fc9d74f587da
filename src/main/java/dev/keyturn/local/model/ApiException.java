package dev.keyturn.local.model;

/** An error that the API answers: its code and text, and the status that carries it. */
public final class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int CLIENT_ERROR = 400;
  private static final int SERVICE_FAULT = 500;

  private final String code;
  private final int status;

  private ApiException(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /**
   * The client's mistake; always 400, a missing resource included.
   *
   * @param code the bare name, for instance {@code ResourceNotFoundException}
   * @param message the text
   * @return the exception to throw
   */
  public static ApiException client(String code, String message) {
    return new ApiException(CLIENT_ERROR, code, message);
  }

  /**
   * A fault of the service.
   *
   * @param message the text
   * @return the exception to throw
   */
  public static ApiException fault(String message) {
    return new ApiException(SERVICE_FAULT, "InternalServiceError", message);
  }

  public static ApiException notFound(String message) {
    return client("ResourceNotFoundException", message);
  }

  public static ApiException invalidRequest(String message) {
    return client("InvalidRequestException", message);
  }

  public static ApiException invalidParameter(String message) {
    return client("InvalidParameterException", message);
  }

  public static ApiException exists(String message) {
    return client("ResourceExistsException", message);
  }

  public static ApiException validation(String message) {
    return client("ValidationException", message);
  }

  /** Whether it is the service's fault, and not the client's. */
  public boolean isFault() {
    return status == SERVICE_FAULT;
  }

  public String code() {
    return code;
  }

  public int status() {
    return status;
  }

  /** The text, never null. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
