#!/bin/bash
# Has Jazzer look for inputs that a parser does not stand: every fuzz test for as long as it says, a minute. Known inputs
# lie beside the tests' resources and are tried by every build. Arguments: only tests of these names.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/checks.sh

log=$(mktemp)
trap 'rm -f "$log"' EXIT

tests() {
  if [ $# -gt 0 ]; then
    printf '%s\n' "$@"
  else
    grep -rl '@FuzzTest' src/test/java | sed 's|.*/||; s|\.java$||' | sort
  fi
}

for test in $(tests "$@"); do
  if JAZZER_FUZZ=1 mvn -B -ntp surefire:test@corpus -Dfuzz.hooks=true -Dtest="$test" >"$log" 2>&1 &&
    runs=$(grep -oE 'Done [0-9]+ runs in [0-9]+ second' "$log"); then
    holds "$test: ${runs}s, nothing found"
  else
    not "$test"
    grep -v '^INFO: Instrumented' "$log" | grep -E 'Exception|Error|Base64|Test unit written' | head -n 30 || tail -n 30 "$log"
  fi
done
sum 1
