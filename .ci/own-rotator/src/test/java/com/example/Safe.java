package com.example;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A service that needs a password: safes in memory. */
public final class Safe implements AutoCloseable {

  private static final Map<String, String> PASSWORDS = new ConcurrentHashMap<>();

  private Safe() {}

  /** Opens a safe, or gives null if the password is wrong. */
  public static Safe open(String name, String password) {
    return password.equals(PASSWORDS.get(name)) ? new Safe() : null;
  }

  /** Gives a safe a password. */
  public static void lock(String name, String password) {
    PASSWORDS.put(name, password);
  }

  @Override
  public void close() {}
}
