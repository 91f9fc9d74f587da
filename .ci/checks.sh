# shellcheck shell=bash
# What all checks share, to be sourced: each prints a line, and the sum says whether all of them hold.

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

passed=0
failed=0
holds() {
  printf 'ok    %s\n' "$1"
  passed=$((passed + 1))
}
not() {
  printf 'FAIL  %s\n' "$1"
  failed=$((failed + 1))
}

# Whether a command succeeds, or with ! in front that it does not.
check() {
  local what=$1
  shift
  if [ "$1" = ! ]; then
    shift
    if "$@" >/dev/null 2>&1; then not "$what"; else holds "$what"; fi
  elif "$@" >/dev/null 2>&1; then holds "$what"; else not "$what"; fi
}

# sum LEAST: the line that counts; succeeds if nothing failed and no fewer checks than these were made.
sum() {
  printf '%d passed, %d failed\n' $passed $failed
  [ $failed -eq 0 ] || return 1
  [ $passed -ge "$1" ] || fail "only $passed of $1 checks were made"
}

# debian PACKAGE...: installs packages of Debian's. Who comes second waits, since apt has one lock.
debian() {
  (
    flock 9
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
  ) 9>/run/lock/keyturn-ci-debian
}

# One that no connection of another program is given meanwhile: those have ports from 32768 on.
free_port() {
  python3 - <<'PYTHON'
import random, socket
while True:
    with socket.socket() as one:
        try:
            one.bind(("127.0.0.1", random.randrange(20_000, 32_768)))
            print(one.getsockname()[1])
            break
        except OSError:
            pass
PYTHON
}
