#!/bin/bash
# `sam local` with the function that `sam build` has made, in a container: the events of events/ rotate the PostgreSQL of
# `./keyturn demo --keep`, then `sam local start-lambda` is behind whole rotations, some of which fail. Needs root, and a
# JDK 25 in JDK25_HOME for the image. Prints 'N passed, N failed'.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/checks.sh
. .ci/docker.sh
scratch=$(mktemp -d)
. .ci/kept.sh

venv=${KEYTURN_CI_VENV:-/opt/keyturn-ci/venv}
endpoint=http://127.0.0.1:4599
current=e3b7d915-6a08-47f2-8c54-1b90f62ad37e
pending=5f0c9a7e-2b41-4c1d-9a36-7d2e81f4b605
running=()
container=

clean() {
  local pid
  for pid in "${running[@]}"; do
    kill -TERM "$pid" 2>/dev/null || true
    wait "$pid" || true
  done
  stop_kept
  [ -z "$container" ] || docker rm -f "$container" >/dev/null 2>&1 || true
  stop_docker
  rm -rf "$scratch"
}
trap clean EXIT

# invoke EVENT [OPTION...]: as README says, but for the image, which cannot be pulled here.
invoke() {
  local event=$1
  shift
  timeout 120 "$venv/bin/sam" local invoke PostgresRotator -e "events/$event.json" --skip-pull-image "$@" \
    >"$scratch/$event.out" 2>"$scratch/$event.err"
}

# ended EVENT [OUTCOME]: the step ended well, and the function's log says so.
ended() {
  invoke "$1" && [ "$(tail -n 1 "$scratch/$1.out")" = null ] && grep -q "\"outcome\":\"${2:-done}\"" "$scratch/$1.err"
}

# says EVENT TEXT: what the answer of the function has.
says() {
  grep -qF -- "$2" "$scratch/$1.out"
}

python() {
  AWS_ENDPOINT_URL=$endpoint "$venv/bin/python" "$@"
}

# holder LABEL: the version of app-db that has it.
holder() {
  python -c '
import boto3, sys
stages = boto3.client("secretsmanager").describe_secret(SecretId="app-db")["VersionIdsToStages"]
print(*(version for version, labels in stages.items() if sys.argv[1] in labels))' "$1"
}

# password LABEL: its password.
password() {
  python -c '
import boto3, json, sys
client = boto3.client("secretsmanager")
print(json.loads(client.get_secret_value(SecretId="app-db", VersionStage=sys.argv[1])["SecretString"])["password"])' "$1"
}

has() {
  [ "$(holder "$1")" = "$2" ]
}

# start PORT OPTION...: sam local start-lambda, until it listens.
start_lambda() {
  local port=$1 waited=0
  shift
  "$venv/bin/sam" local start-lambda --skip-pull-image --port "$port" "$@" >"$scratch/lambda-$port" 2>&1 &
  running+=($!)
  while ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    waited=$((waited + 1))
    if [ $waited -gt 120 ] || ! kill -0 "${running[-1]}" 2>/dev/null; then
      fail "sam local start-lambda does not listen: $(tail -n 20 "$scratch/lambda-$port")"
    fi
    sleep 0.5
  done
}

rotate() {
  timeout 180 ./keyturn rotate "$1" --endpoint "$endpoint" --region us-east-1 >"$scratch/rotate" 2>&1
}

# by_hand OLD NEW: the user changes its own password.
by_hand() {
  PGPASSWORD=$1 psql -qX "host=localhost port=5499 user=app dbname=postgres sslmode=require" \
    -c "ALTER ROLE app PASSWORD '$2'"
}

events() {
  check 'sam local invoke: test-only of what is current' ended test-only 'already current'
  check 'sam local invoke: createSecret' ended create-secret
  check 'createSecret: the pending version has a password' password AWSPENDING
  check 'sam local invoke: setSecret' ended set-secret
  check 'setSecret: the new password logs in' logs_in "$(password AWSPENDING)"
  check 'setSecret: the first one does not' ! logs_in first-password
  check 'sam local invoke: testSecret' ended test-secret
  check 'testSecret: the first version is current still' has AWSCURRENT $current
  check 'sam local invoke: finishSecret' ended finish-secret
  check 'finishSecret: the new version is current' has AWSCURRENT $pending
  check 'finishSecret: the first one is previous' has AWSPREVIOUS $current
}

nobody() {
  local parameters=SecretsManagerEndpoint=http://host.docker.internal:1
  check 'sam local invoke: answers when Secrets Manager is not to be reached' \
    invoke create-secret --parameter-overrides $parameters
  check 'and says so' says create-secret \
    'DescribeSecret failed: ConnectException: Connection refused. Check that the function reaches Secrets Manager'
}

behind_rotations() {
  local before good
  before=$(holder AWSCURRENT)
  start_lambda 3001
  check 'start-lambda: a whole rotation' rotate app-db
  check 'start-lambda: another version is current' ! has AWSCURRENT "$before"
  good=$(password AWSCURRENT)
  check 'start-lambda: its password logs in' logs_in "$good"
  by_hand "$good" changed-by-hand
  check 'start-lambda: a step that fails makes keyturn rotate fail' ! rotate app-db
  check 'and says of what' grep -q 'it rejected AWSCURRENT' "$scratch/rotate"
  check 'the password that logged in is current still' test "$(password AWSCURRENT)" = "$good"
  by_hand changed-by-hand "$good"
  check 'start-lambda: the rotation ends well once that is mended' rotate app-db
  check 'its password logs in' logs_in "$(password AWSCURRENT)"
}

misbehaving() {
  local line
  cp .ci/sam-local/template.yaml "$scratch"
  "$JDK25_HOME/bin/javac" --release 25 -d "$scratch/classes" .ci/sam-local/Misbehaving.java
  start_lambda 3002 --template "$scratch/template.yaml" --config-file "$PWD/samconfig.toml" --config-env none
  python3 - >"$scratch/seed.json" <<'PYTHON'
import json
print(json.dumps({"secrets": [
    {"region": "us-east-1", "name": name, "versions": [{"stages": ["AWSCURRENT"], "value": "{}"}],
     "rotation": {"functionArn": f"arn:aws:lambda:us-east-1:123456789012:function:{name}"}} for name in ("Dying", "Slow")]}))
PYTHON
  mkfifo "$scratch/served"
  ./keyturn serve --port 0 --retry-attempts 1 --seed "$scratch/seed.json" --function Dying=http://127.0.0.1:3002 \
    --function Slow=http://127.0.0.1:3002 >"$scratch/served" &
  running+=($!)
  read -r -t 60 line <"$scratch/served"
  endpoint=${line##* }
  check 'start-lambda: a function that dies makes keyturn rotate fail' ! rotate Dying
  check 'and says how it ended' grep -q 'Runtime exited with error: exit status 3' "$scratch/rotate"
  # SAM answers a time-out with success and an empty body; the labels tell that nothing was done.
  check 'start-lambda: one that takes too long as well' ! rotate Slow
  check 'and says that the label was not moved' \
    grep -q 'the function answered finishSecret with success, but AWSCURRENT is not on version' "$scratch/rotate"
  check 'sam says that it took too long' grep -q "Function 'Slow' timed out after 5 seconds" "$scratch/lambda-3002"
}

# The function as a container image, under AWS's runtime interface emulator: another service rotates the same secret
# through it. As on Lambda, the image runs as a user that owns nothing, and writes nowhere but in /tmp.
run_image() {
  [ -z "$container" ] || docker rm -f "$container" >/dev/null
  container=$(docker run -d -p "127.0.0.1:$port:8080" --add-host host.docker.internal:host-gateway --user 1000:1000 \
    --read-only --tmpfs /tmp -e AWS_REGION=us-east-1 -e AWS_ACCESS_KEY_ID -e AWS_SECRET_ACCESS_KEY \
    -e "CA_BUNDLE=$(cat "$scratch/ca.pem")" -e SECRETS_MANAGER_ENDPOINT=http://host.docker.internal:4598 \
    -e "JAVA_TOOL_OPTIONS=$*" keyturn-ci/postgres)
  curl -s --retry 60 --retry-delay 1 --retry-all-errors -o /dev/null "http://127.0.0.1:$port/"
}

# starts [OPTION...]: whether the JVM of the image starts with the cache and these options as well.
starts() {
  docker run --rm --entrypoint /var/lang/bin/java keyturn-ci/postgres -XX:AOTCache=/var/task/function.aot "$@" --dry-run \
    @/var/task/jvm
}

# all_in_one: whether the image's jar has what the built function has.
all_in_one() {
  docker cp "$container:/var/task/function.jar" "$scratch/function.jar" &&
    "$venv/bin/python" .ci/sam-local/one_jar.py "$scratch/function.jar" .aws-sam/build/PostgresRotator
}

in_cache() {
  docker exec "$container" grep -qF -- "$1" /var/task/function.aot
}

loaded_from_cache() {
  docker exec "$container" grep -q "^.*dev.keyturn.rotators.postgres.$1 source: shared objects file" /tmp/classes
}

serve_image() {
  local line
  mkfifo "$scratch/image"
  ./keyturn serve --host 0.0.0.0 --port 4598 --seed events/seed.json \
    --function "PostgresRotator=http://127.0.0.1:$port/function" >"$scratch/image" 2>"$scratch/image.err" &
  running+=($!)
  read -r -t 60 line <"$scratch/image"
  endpoint=http://127.0.0.1:4598
}

image() {
  local port
  port=$(free_port)
  stop_kept
  check 'image/build: an image with an AOT cache' image/build --tag keyturn-ci/postgres
  start_kept
  serve_image

  run_image -XX:AOTMode=on -Xlog:class+load:file=/tmp/classes
  check 'container image: a whole rotation after a cold start, which must use the cache' rotate app-db
  check 'container image: the version of the seed is current' has AWSCURRENT $pending
  check 'container image: its password logs in' logs_in "$(password AWSCURRENT)"
  check 'container image: its jar has all classes, services and licences of the function' all_in_one
  check 'container image: the function comes from the cache' loaded_from_cache PostgresRotator
  check 'container image: the cache knows the function' in_cache PostgresRotator
  check 'container image: and not the password that its making rotated' ! in_cache first-password

  check 'container image: the JVM must use the cache, and starts' starts -XX:AOTMode=on
  check 'container image: with another layout of objects it cannot' ! starts -XX:AOTMode=on -XX:+UseCompactObjectHeaders
  run_image -XX:+UseCompactObjectHeaders
  check 'container image: and rotates without it' rotate app-db
  run_image -Xshare:off
  check 'container image: and where sharing is switched off' rotate app-db
  check 'container image: the last password logs in' logs_in "$(password AWSCURRENT)"

  check 'image/build: an image of another engine' other_image
}

other_image() {
  image/build --engine mysql --tag keyturn-ci/mysql 2>"$scratch/mysql" || return 1
  grep -q 'without an AOT cache' "$scratch/mysql" &&
    docker run --rm --entrypoint /var/lang/bin/java keyturn-ci/mysql --dry-run @/var/task/jvm
}

[ -d .aws-sam/build/PostgresRotator ] || fail 'there is no artifact: run sam build first.'
unset "${!AWS_@}"
export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=us-east-1 AWS_CONFIG_FILE=/dev/null \
  AWS_SHARED_CREDENTIALS_FILE=/dev/null SAM_CLI_TELEMETRY=0
start_docker
start_kept
events
nobody
behind_rotations
misbehaving
image
sum 40
