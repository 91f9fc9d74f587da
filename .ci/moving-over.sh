#!/bin/bash
# Secrets of AWS's own rotation functions, taken over by Keyturn's and given back, under ./keyturn serve with a real
# PostgreSQL: one user, two that alternate, and a rotation that is stuck half-way. Prints 'N passed, N failed'.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/checks.sh
. .ci/postgres.sh

code=$PWD/.ci/moving-over
venv=${KEYTURN_CI_FUNCTIONS:-/opt/keyturn-ci/functions}
scratch=$(mktemp -d)
served=

clean() {
  [ -z "$served" ] || kill -TERM "$served" 2>/dev/null || true
  stop_postgres
  rm -rf "$scratch"
}
trap clean EXIT

install() {
  if ! "$venv/bin/python3" -c 'import awslambdaric, boto3, psycopg' 2>/dev/null; then
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" -q install --disable-pip-version-check awslambdaric boto3 'psycopg[binary]'
  fi
}

start_keyturn() {
  local waited=0
  PYTHONPATH=$code:$PWD/bench/coldstart/peer PATH=$venv/bin:$PATH ./keyturn serve --port 0 --retry-attempts 1 \
    --function Theirs='command:python3 -m awslambdaric theirs.lambda_handler' \
    --function-env "Theirs.CA_BUNDLE=$scratch/ca.pem" --function-env "Theirs.STUCK=$scratch/stuck" \
    --function Ours=class:dev.keyturn.rotators.postgres.PostgresRotator \
    --function-env "Ours.CA_BUNDLE=$scratch/ca.pem" >"$scratch/out" 2>"$scratch/err" &
  served=$!
  until grep -q 'serving Secrets Manager at' "$scratch/out"; do
    kill -0 "$served" 2>/dev/null || fail "./keyturn serve has ended: $(cat "$scratch/err")"
    waited=$((waited + 1))
    [ $waited -lt 3000 ] || fail "./keyturn serve is not ready after five minutes: $(cat "$scratch/err")"
    sleep 0.1
  done
}

story() {
  local line
  AWS_ENDPOINT_URL_SECRETS_MANAGER=$(sed -n 's/^Keyturn is serving Secrets Manager at //p' "$scratch/out") \
    ARN=arn:aws:lambda:eu-central-1:123456789012:function: PORT=$port CA=$scratch/ca.pem STUCK=$scratch/stuck \
    "$venv/bin/python3" "$code/story.py" >"$scratch/story" 2>&1 || not 'the story reaches its end'
  while IFS= read -r line; do
    case $line in
      'ok    '*) holds "${line#ok    }" ;;
      'FAIL  '*) not "${line#FAIL  }" ;;
      *) printf '%s\n' "$line" ;;
    esac
  done <"$scratch/story"
}

install_postgres
install
port=$(free_port)
start_postgres "$port"
sql "$port" <<'SQL'
CREATE ROLE app LOGIN PASSWORD 'first-password';
CREATE ROLE pair LOGIN PASSWORD 'first-password';
CREATE ROLE halfway LOGIN PASSWORD 'first-password';
CREATE ROLE admin SUPERUSER LOGIN PASSWORD 'admin-password';
SQL
unset "${!AWS_@}"
export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=eu-central-1
start_keyturn
story
sum 21
