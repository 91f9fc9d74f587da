package dev.keyturn.local.auth.policy;

import java.util.List;

/**
 * What {@code Action} and {@code Resource} list, or {@code NotAction} and {@code NotResource}.
 *
 * @param negated whether it lists what the statement is not about
 * @param patterns with wildcards
 */
record Names(boolean negated, List<String> patterns) {}
