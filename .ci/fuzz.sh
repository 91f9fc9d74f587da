#!/bin/bash
# Has Jazzer look for inputs that a parser does not stand: every fuzz test for as long as it says, a minute. Known inputs
# lie beside the tests' resources and are tried by every build. Arguments: only tests of these names.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/checks.sh

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

tests() {
  if [ $# -gt 0 ]; then
    printf '%s\n' "$@"
  else
    grep -rl '@FuzzTest' src/test/java | sed 's|.*/||; s|\.java$||' | sort
  fi
}

search() {
  if JAZZER_FUZZ=1 mvn -B -ntp surefire:test@corpus -Dfuzz.hooks=true -Dtests.jvm= -Dtest="$1" >"$logs/$1" 2>&1; then
    touch "$logs/$1.passed"
  fi
}

judge() {
  local runs
  if [ -e "$logs/$1.passed" ] && runs=$(grep -oE 'Done [0-9]+ runs in [0-9]+ second' "$logs/$1"); then
    holds "$1: ${runs}s, nothing found"
  else
    not "$1"
    grep -v '^INFO: Instrumented' "$logs/$1" | grep -E 'Exception|Error|Base64|Test unit written' | head -n 30 ||
      tail -n 30 "$logs/$1"
  fi
}

# Each search is one thread, so that as many run at once as there are cores.
mapfile -t names < <(tests "$@")
for name in "${names[@]}"; do
  while [ "$(jobs -pr | wc -l)" -ge "$(nproc)" ]; do
    wait -n
  done
  search "$name" &
done
wait
for name in "${names[@]}"; do
  judge "$name"
done
sum 1
