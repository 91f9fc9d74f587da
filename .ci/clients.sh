#!/bin/bash
# AWS's own clients against ./keyturn serve: each creates a secret for a real PostgreSQL, has it rotated by a function in
# a child JVM, and logs in with the new password. As root on Debian it installs what is missing. Prints 'N passed, N failed'.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

scratch=$(mktemp -d)
postgres_bin=
served=

# As the owner of the server's files: PostgreSQL refuses to run as root.
as_owner() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"
  else
    "$@"
  fi
}

clean() {
  [ -z "$served" ] || kill -TERM "$served" 2>/dev/null || true
  [ -z "$postgres_bin" ] || as_owner "$postgres_bin/pg_ctl" -s -D "$scratch/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$scratch"
}
trap clean EXIT

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

find_postgres() {
  local server
  for server in /usr/lib/postgresql/*/bin "$(dirname "$(command -v postgres || echo /none/postgres)")"; do
    if [ -x "$server/initdb" ] && [ -x "$server/psql" ]; then
      postgres_bin=$server
    fi
  done
}

install_postgres() {
  find_postgres
  if [ -z "$postgres_bin" ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql openssl
    find_postgres
  fi
  [ -n "$postgres_bin" ] || fail 'there is no PostgreSQL here, and none could be installed.'
}

# The machine's own clients, else ones in a virtual environment.
install_clients() {
  local venv=${KEYTURN_CI_CLIENTS:-/opt/keyturn-ci/clients}
  if aws --version >/dev/null 2>&1 && python3 -c 'import boto3' 2>/dev/null; then
    return
  fi
  if ! "$venv/bin/python" -c 'import awscli, boto3' 2>/dev/null; then
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" -q install --disable-pip-version-check awscli boto3
  fi
  PATH=$venv/bin:$PATH
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# A server that takes connections over TLS alone, and passwords alone.
start_postgres() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=127.0.0.1' \
    -addext 'subjectAltName=IP:127.0.0.1' -keyout "$scratch/key.pem" -out "$scratch/ca.pem" 2>/dev/null
  chmod 600 "$scratch/key.pem"
  chmod 711 "$scratch"
  mkdir "$scratch/data" "$scratch/run"
  if [ "$(id -u)" = 0 ]; then
    chown nobody:nogroup "$scratch/data" "$scratch/run" "$scratch/key.pem"
  fi
  as_owner "$postgres_bin/initdb" -D "$scratch/data" -U owner -A trust --no-sync >/dev/null
  printf 'local all owner trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n' >"$scratch/hba"
  cat "$scratch/hba" >"$scratch/data/pg_hba.conf"
  as_owner "$postgres_bin/pg_ctl" -s -w -D "$scratch/data" -l "$scratch/run/log" -o \
    "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$scratch/run -c fsync=off \
     -c ssl=on -c ssl_cert_file=$scratch/ca.pem -c ssl_key_file=$scratch/key.pem -c log_statement=all" start
  "$postgres_bin/psql" -qX -h "$scratch/run" -p "$port" -U owner postgres <<SQL
CREATE ROLE cli_app LOGIN PASSWORD '$cli_password';
CREATE ROLE boto3_app LOGIN PASSWORD '$boto3_password';
SQL
}

login() {
  PGPASSWORD=$2 "$postgres_bin/psql" -qtAX -c 'select 1' \
    "host=127.0.0.1 port=$port user=$1 dbname=postgres sslmode=verify-full sslrootcert=$scratch/ca.pem"
}

start_keyturn() {
  local waited=0
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

# A member of the CLI's answer that JMESPath finds.
ask() {
  local query=$1
  shift
  aws secretsmanager "$@" --output text --query "$query"
}

await_rotation() {
  local tries=0
  while [ "$(ask LastRotatedDate describe-secret --secret-id cli-app)" = "$1" ]; do
    tries=$((tries + 1))
    [ $tries -lt 60 ] || fail "LastRotatedDate has not moved for a minute: $(tail -n 5 "$scratch/events")"
    sleep 0.5
  done
}

password_of() {
  ask SecretString get-secret-value --secret-id cli-app "$@" |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["password"])'
}

cli() {
  local arn new again last
  arn=$(ask ARN create-secret --name cli-app --secret-string \
    "{\"engine\":\"postgres\",\"host\":\"127.0.0.1\",\"port\":\"$port\",\"username\":\"cli_app\",\"password\":\"$cli_password\"}")
  check 'aws: create-secret answers an ARN' \
    test "${arn%-*}" = arn:aws:secretsmanager:eu-central-1:123456789012:secret:cli-app
  check 'aws: the first password logs in' login cli_app "$cli_password"
  ask VersionId rotate-secret --secret-id cli-app --rotation-lambda-arn "$FUNCTION" >/dev/null
  await_rotation None
  new=$(password_of)
  check 'aws: rotate-secret makes another password' test "$new" != "$cli_password"
  check 'aws: the new password logs in' login cli_app "$new"
  check 'aws: the old password does not' ! login cli_app "$cli_password"
  check 'aws: rotation is enabled' \
    test "$(ask RotationEnabled describe-secret --secret-id cli-app)" = True
  last=$(ask LastRotatedDate describe-secret --secret-id cli-app)
  ask VersionId rotate-secret --secret-id "$arn" >/dev/null
  await_rotation "$last"
  again=$(password_of)
  check 'aws: a second rotate-secret needs no function' login cli_app "$again"
  check 'aws: AWSPREVIOUS is the password before' \
    test "$(password_of --version-stage AWSPREVIOUS)" = "$new"
  ask Name delete-secret --secret-id cli-app --force-delete-without-recovery >/dev/null
  check 'aws: a deleted secret is gone' ! aws secretsmanager describe-secret --secret-id cli-app
  seen+=("$cli_password" "$boto3_password" "$new" "$again")
}

boto3() {
  local line
  PORT=$port CA=$scratch/ca.pem PSQL=$postgres_bin/psql BOTO3_USER=boto3_app BOTO3_PASSWORD=$boto3_password \
    python3 .ci/clients.py >"$scratch/boto3" 2>&1 || not "boto3: $(tail -n 1 "$scratch/boto3")"
  while IFS= read -r line; do
    case $line in
      'ok    '*) holds "${line#ok    }" ;;
      'FAIL  '*) not "${line#FAIL  }" ;;
      *) printf '%s\n' "$line" ;;
    esac
  done <"$scratch/boto3"
}

# What nobody may read afterwards: no password in the events, the service's output, or the server's log of statements.
leaks() {
  local password
  cat "$scratch/events" "$scratch/out" "$scratch/err" "$scratch/run/log" >"$scratch/written"
  check 'the server has logged that passwords were set' grep -q 'ALTER ROLE' "$scratch/written"
  for password in "${seen[@]}"; do
    check 'neither an event nor a statement log holds a password' ! grep -qF -- "$password" "$scratch/written"
  done
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

cli_password=first-of-the-cli
boto3_password=first-of-boto3
seen=()
export FUNCTION=arn:aws:lambda:eu-central-1:123456789012:function:Rotator
install_postgres
install_clients
port=$(free_port)
start_postgres
# The roles' first passwords came in plain statements, as somebody's by hand; what a rotation sends counts.
: >"$scratch/run/log"
unset "${!AWS_@}"
export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=eu-central-1 AWS_REGION=eu-central-1 \
  AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_PAGER=
start_keyturn
export AWS_ENDPOINT_URL_SECRETS_MANAGER=$endpoint
cli
boto3
leaks
ending
printf '%d passed, %d failed\n' $passed $failed
[ $failed -eq 0 ] && [ $passed -gt 20 ]
