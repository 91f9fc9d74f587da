#!/bin/bash
# AWS's own clients, and Terraform, against ./keyturn serve: each has the whole life of a secret for a real PostgreSQL,
# rotated by a function in a child JVM, and logs in with what it reads. As root on Debian it installs what is missing.
# Prints 'N passed, N failed'. With arguments, only clients of these names.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/checks.sh
. .ci/postgres.sh

clients=(cli-v1 cli-v2 boto3 javascript go terraform)
scratch=$(mktemp -d)
served=

clean() {
  [ -z "$served" ] || kill -TERM "$served" 2>/dev/null || true
  stop_postgres
  rm -rf "$scratch"
}
trap clean EXIT

# The machine's own AWS CLI 1 and boto3, else ones in a virtual environment.
install_python() {
  local venv=${KEYTURN_CI_CLIENTS:-/opt/keyturn-ci/clients}
  if aws --version 2>&1 | grep -q '^aws-cli/1' && python3 -c 'import boto3' 2>/dev/null; then
    return
  fi
  if ! "$venv/bin/python" -c 'import awscli, boto3' 2>/dev/null; then
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" -q install --disable-pip-version-check 'awscli<2' boto3
  fi
  PATH=$venv/bin:$PATH
}

# Version 2 of the AWS CLI is Debian's package, which never comes before the other on the path.
install_cli_v2() {
  if ! /usr/bin/aws --version 2>&1 | grep -q '^aws-cli/2'; then
    debian awscli
  fi
}

install_javascript() {
  local story=.ci/clients/javascript
  node_home=${KEYTURN_CI_NODE:-/opt/keyturn-ci/node}
  command -v npm >/dev/null || fail 'there is no npm here.'
  node -e 'if (parseInt(process.versions.node) < 20) process.exit(1)' || fail 'there is no Node.js 20 or newer here.'
  mkdir -p "$node_home"
  if ! cmp -s $story/package-lock.json "$node_home/installed"; then
    cp $story/package.json $story/package-lock.json "$node_home"
    npm ci --prefix "$node_home" --silent --no-audit --no-fund
    cp $story/package-lock.json "$node_home/installed"
  fi
}

install_go() {
  command -v go >/dev/null || fail 'there is no Go here.'
}

roles() {
  local name
  for name in "${clients[@]}"; do
    printf "CREATE ROLE \"%s\" LOGIN PASSWORD 'first of %s';\n" "$name" "$name"
  done | sql "$port"
}

start_keyturn() {
  local waited=0
  : >"$scratch/out"
  ./keyturn serve --port 0 --events "$scratch/events" \
    --function Rotator=process:dev.keyturn.rotators.postgres.PostgresRotator::handleRequest \
    --function-env "Rotator.CA_BUNDLE=$scratch/ca.pem" >"$scratch/out" 2>"$scratch/err" &
  served=$!
  while ! grep -q . "$scratch/out"; do
    kill -0 "$served" 2>/dev/null || fail "./keyturn serve has ended: $(cat "$scratch/err")"
    waited=$((waited + 1))
    [ $waited -lt 3000 ] || fail "./keyturn serve is not ready after five minutes: $(cat "$scratch/err")"
    sleep 0.1
  done
  endpoint=$(sed -n '1s/^Keyturn is serving Secrets Manager at //p' "$scratch/out")
  [ -n "$endpoint" ] || fail "the first line of ./keyturn serve is another: $(head -n 1 "$scratch/out")"
}

# client NAME COMMAND...: its own checks, and that it reaches its end.
client() {
  local name=$1 line status=0 before=$failed begin=$SECONDS
  shift
  if [ -n "$chosen" ] && ! grep -qwF -- "$name" <<<"$chosen"; then
    return
  fi
  printf 'first of %s\n' "$name" >>"$SEEN"
  ROLE=$name PASSWORD="first of $name" "$@" >"$scratch/$name.out" 2>&1 || status=$?
  while IFS= read -r line; do
    case $line in
      'ok    '*) holds "${line#ok    }" ;;
      'FAIL  '*) not "${line#FAIL  }" ;;
      *) printf '%s\n' "$line" ;;
    esac
  done <"$scratch/$name.out"
  [ $status -eq 0 ] || [ $failed -gt $before ] || not "$name: ended with exit code $status"
  ran=$((ran + 1))
  printf '      %s: %d s\n' "$name" $((SECONDS - begin))
}

go_story() (
  cd .ci/clients/go && GOTOOLCHAIN=local GOFLAGS=-mod=readonly go run .
)

javascript_story() {
  cp .ci/clients/javascript/story.mjs "$node_home"
  NODE_NO_WARNINGS=1 node "$node_home/story.mjs"
}

# What nobody may read afterwards: no password in the events, the service's output, or the server's log of statements.
leaks() {
  sort -u "$SEEN" >"$scratch/passwords"
  check "the clients have read passwords" test "$(wc -l <"$scratch/passwords")" -gt $((2 * ran))
  cat "$scratch/events" "$scratch/out" "$scratch/err" "$scratch/run/log" >"$scratch/written"
  check 'the server has logged that passwords were set' grep -q 'ALTER ROLE' "$scratch/written"
  check 'neither an event nor a statement log holds a password' ! grep -qF -f "$scratch/passwords" "$scratch/written"
}

ending() {
  local children status=0
  children=$(pgrep -P "$served" || true)
  check 'the function runs in a child process' test -n "$children"
  kill -TERM "$served"
  wait "$served" || status=$?
  served=
  check 'serve ends with exit code 0' test $status -eq 0
  # shellcheck disable=SC2086
  check 'no child process is left' ! kill -0 $children
}

chosen=$*
ran=0
export FUNCTION=arn:aws:lambda:eu-central-1:123456789012:function:Rotator
install_postgres
install_python
install_cli_v2
install_javascript
install_go
port=$(free_port)
start_postgres "$port"
roles
# The roles' first passwords came in plain statements, as somebody's by hand; what a rotation sends counts.
: >"$scratch/run/log"
unset "${!AWS_@}"
export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=eu-central-1 AWS_REGION=eu-central-1 \
  AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_PAGER='' AWS_EC2_METADATA_DISABLED=true
start_keyturn
export AWS_ENDPOINT_URL_SECRETS_MANAGER=$endpoint
export PORT=$port CA=$scratch/ca.pem PSQL=$postgres_bin/psql SEEN=$scratch/seen
: >"$SEEN"
client cli-v1 .ci/clients/cli.sh cli-v1 "$(command -v aws)"
client cli-v2 .ci/clients/cli.sh cli-v2 /usr/bin/aws
client boto3 python3 .ci/clients/python/story.py
client javascript javascript_story
client go go_story
client terraform .ci/clients/terraform.sh
leaks
ending
sum $((20 * ran + 5))
