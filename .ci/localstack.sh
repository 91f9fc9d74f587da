#!/bin/bash
# What `sam build` has made, in LocalStack: the tests of the profile localstack as a user runs them, through Testcontainers,
# and a stack that `sam deploy` makes, changes and deletes. Needs root, and a JDK 25 in JDK25_HOME for the images.
# Prints 'N passed, N failed'.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/checks.sh
. .ci/docker.sh
scratch=$(mktemp -d)
. .ci/kept.sh

venv=${KEYTURN_CI_VENV:-/opt/keyturn-ci/venv}
container=

clean() {
  stop_kept
  [ -z "$container" ] || docker rm -f "$container" >/dev/null 2>&1 || true
  stop_docker
  rm -rf "$scratch"
}
trap clean EXIT

# tests [OPTION...]: of the profile.
tests() {
  mvn -B -ntp -Plocalstack -Djacoco.skip test-compile surefire:test@localstack "$@"
}

# No hub to pull the helper from that removes containers of a JVM that died; and this machine may be a container itself,
# which must not have Testcontainers look for the ports elsewhere.
profile() {
  TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1 tests
}

# At the LocalStack that runs, whose containers know the same name for this machine.
at_endpoint() {
  DOCKER_HOST=unix:///nowhere/docker.sock LOCALSTACK_ENDPOINT=$1 tests -Dtest=LocalStackRotationTest#rotates
}

# refused LINE ENDPOINT: without Docker the tests fail there, and say this.
refused() {
  if at_endpoint "$2" >"$scratch/refused" 2>&1; then return 1; fi
  grep -qF -- "$1" "$scratch/refused"
}

start_localstack() {
  local waited=0
  container=$(docker run -d -p 127.0.0.1::4566 --add-host host.docker.internal:host-gateway localstack/localstack:4.14.0)
  endpoint=http://$(docker port "$container" 4566)
  while ! docker logs "$container" 2>&1 | grep -qx 'Ready.'; do
    waited=$((waited + 1))
    [ $waited -lt 120 ] || fail "LocalStack is not ready after a minute: $(docker logs "$container" 2>&1 | tail)"
    sleep 0.5
  done
}

deploy() {
  local status=0 before=$failed line
  AWS_ENDPOINT_URL=$endpoint "$venv/bin/python" .ci/localstack.py "$venv/bin/sam" target/demo/parameters.yaml "$scratch" \
    >"$scratch/deploy.out" 2>&1 || status=$?
  while IFS= read -r line; do
    case $line in
      'ok    '*) holds "${line#ok    }" ;;
      'FAIL  '*) not "${line#FAIL  }" ;;
      *) printf '%s\n' "$line" ;;
    esac
  done <"$scratch/deploy.out"
  [ $status -eq 0 ] || [ "$failed" -gt "$before" ] || not "sam deploy: ended with exit code $status"
}

[ -d .aws-sam/build/PostgresRotator ] || fail 'there is no artifact: run sam build first.'
unset "${!AWS_@}"
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1 AWS_CONFIG_FILE=/dev/null \
  AWS_SHARED_CREDENTIALS_FILE=/dev/null SAM_CLI_TELEMETRY=0
check 'profile localstack: with neither Docker nor an endpoint it fails, and says what to do' refused \
  'there is neither a Docker engine nor LOCALSTACK_ENDPOINT. Start Docker, or set LOCALSTACK_ENDPOINT to the address of' ''
check 'profile localstack: where nobody answers it fails, and says so' refused \
  'no LocalStack answers at LOCALSTACK_ENDPOINT, which is http://127.0.0.1:9. Start it there, or unset the variable' \
  http://127.0.0.1:9
start_docker
if profile; then holds 'profile localstack: its tests pass'; else not 'profile localstack: its tests pass'; fi
start_kept
start_localstack
check 'profile localstack: a LocalStack that runs is used' at_endpoint "$endpoint"
deploy
sum 47
