package dev.keyturn.rotators.postgres;

/** What a role is or may do, by the words of CREATE ROLE. */
enum Attribute {
  SUPERUSER("rolsuper"),
  INHERIT("rolinherit"),
  CREATEROLE("rolcreaterole"),
  CREATEDB("rolcreatedb"),
  LOGIN("rolcanlogin"),
  REPLICATION("rolreplication"),
  BYPASSRLS("rolbypassrls");

  private final String column;

  Attribute(String column) {
    this.column = column;
  }

  String column() {
    return column;
  }

  String words(boolean present) {
    return (present ? "" : "NO") + name();
  }
}
