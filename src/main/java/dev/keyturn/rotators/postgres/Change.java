package dev.keyturn.rotators.postgres;

/**
 * One statement, and what it does in words.
 *
 * @param what for messages: "creating role 'x'"
 * @param sql the statement
 */
record Change(String what, String sql) {}
