package dev.keyturn.local.secrets;

/** The staging labels that have a meaning to the service itself. */
public final class Label {

  public static final String CURRENT = "AWSCURRENT";
  public static final String PENDING = "AWSPENDING";
  public static final String PREVIOUS = "AWSPREVIOUS";

  private Label() {}
}
