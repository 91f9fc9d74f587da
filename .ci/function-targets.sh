#!/bin/bash
# Rotation functions that are no Java: a Python one under AWS's own runtime interface client, as a command, from a SAM
# template, and behind the Invoke API. Prints 'N passed, N failed'.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/checks.sh

keyturn=$PWD/keyturn
code=$PWD/.ci/function-targets
venv=${KEYTURN_CI_FUNCTIONS:-/opt/keyturn-ci/functions}
arn=arn:aws:lambda:eu-central-1:123456789012:function
scratch=$(mktemp -d)
running=()

clean() {
  local pid
  for pid in "${running[@]}"; do
    kill -TERM "$pid" 2>/dev/null || true
  done
  rm -rf "$scratch"
}
trap clean EXIT

install() {
  if ! "$venv/bin/python3" -c 'import awslambdaric, boto3' 2>/dev/null; then
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" -q install --disable-pip-version-check awslambdaric boto3
  fi
  python3 -m venv --without-pip "$scratch/bare"
}

# start NAME COMMAND...: in the background, until its first line; sets url.
start() {
  local name=$1 line=
  shift
  mkfifo "$scratch/$name.out"
  PATH=$venv/bin:$PATH "$@" >"$scratch/$name.out" 2>"$scratch/$name.err" &
  running+=($!)
  exec {out}<"$scratch/$name.out"
  read -r -t 60 line <&$out || true
  url=${line##* }
  [ -n "$url" ] || {
    cat "$scratch/$name.err" >&2
    exit 1
  }
}

stop() {
  local pid=${running[-1]}
  unset 'running[-1]'
  kill -TERM "$pid"
  if wait "$pid"; then holds "$1 ends with exit code 0 at SIGTERM"; else not "$1 ends with exit code 0 at SIGTERM"; fi
}

python() {
  AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=key AWS_DEFAULT_REGION=eu-central-1 AWS_ENDPOINT_URL_SECRETS_MANAGER=$url \
    "$venv/bin/python3" "$@"
}

# A secret NAME whose password is in a file of this name, and the function that rotates it.
create() {
  printf first-password >"$scratch/$1"
  python - "$1" "$scratch/$1" "$arn:$2" <<'PYTHON'
import boto3, json, sys, time
name, file, function = sys.argv[1:]
client = boto3.client("secretsmanager")
client.create_secret(Name=name, SecretString=json.dumps({"file": file, "password": "first-password"}))
client.rotate_secret(SecretId=name, RotationLambdaARN=function, RotateImmediately=False,
                     RotationRules={"AutomaticallyAfterDays": 30})
while any("AWSPENDING" in s for s in client.describe_secret(SecretId=name)["VersionIdsToStages"].values()):
    time.sleep(0.1)
PYTHON
}

rotate() {
  env -u AWS_PROFILE "$keyturn" rotate "$1" --endpoint "$url" --region eu-central-1 >"$scratch/rotate" 2>&1
}

# rotated NAME LENGTH: the file has what the secret has, which is new.
rotated() {
  python - "$1" "$scratch/$1" "$2" <<'PYTHON'
import boto3, json, pathlib, sys
name, file, length = sys.argv[1:]
password = json.loads(boto3.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"])["password"]
assert password != "first-password" and len(password) == int(length) and pathlib.Path(file).read_text() == password
PYTHON
}

# refused LINE COMMAND...: exit code 2, and this one line.
refused() {
  local line=$1 code=0
  shift
  timeout 60 "$@" >"$scratch/refused" 2>&1 || code=$?
  [ $code = 2 ] && [ "$(wc -l <"$scratch/refused")" = 1 ] && grep -qF -- "$line" "$scratch/refused"
}

commands() {
  cd "$code"
  start command "$keyturn" serve --port 0 --events "$scratch/events" \
    --function 'File=command:python3 -m awslambdaric app.lambda_handler' --function-env File.PASSWORD_LENGTH=24
  cd - >/dev/null
  create door File
  check 'command: a Python function rotates' rotate door
  check 'command: the file has the new password, as long as the variable says' rotated door 24
  check 'command: its log reaches the events, in UTF-8' grep -q '"type":"FunctionLog".*märchen: finishSecret' "$scratch/events"
  printf 'changed by hand' >"$scratch/door"
  check 'command: a function that fails makes keyturn rotate fail' ! rotate door
  check 'command: the error is in its output, in the words of Python' \
    grep -q 'PermissionError: the file has another password' "$scratch/rotate"
  check 'command: no password is in the events' \
    ! grep -qE "first-password|changed by hand|$(cat "$scratch/door")" "$scratch/events"
  stop 'command: the service'
}

templates() {
  start template "$keyturn" serve --port 0 --template "$code/template.yaml"
  create by-id FileRotator
  create by-name local-file
  check 'template: a Python function rotates by its logical id' rotate by-id
  check "template: the password is as long as the template's parameter says" rotated by-id 20
  check 'template: and by its FunctionName' rotate by-name
  stop 'template: the service'
}

invoke_api() {
  local secrets
  start late "$keyturn" serve --port 0 --function "File=http://127.0.0.1:$1/FileRotator" --retry-attempts 1
  secrets=$url
  check 'http: a function that cannot be reached yet is a warning' \
    grep -q "warning: function File cannot be reached at http://127.0.0.1:$1 yet" "$scratch/late.err"
  start function "$keyturn" run-function FileRotator --template "$code/template.yaml" --port "$1" --endpoint "$secrets" \
    --region eu-central-1
  url=$secrets
  create far File
  check 'http: a Python function that run-function serves rotates' rotate far
  check 'http: the file has the new password' rotated far 20
  stop 'http: run-function'
  stop 'http: the service'
}

starts() {
  local path=$PATH
  PATH=$venv/bin:$path
  check 'start: a handler that cannot be imported' refused \
    "keyturn: function F cannot start: Runtime.ImportModuleError: Unable to import module 'nothing'" \
    "$keyturn" serve --port 0 --function 'F=command:python3 -m awslambdaric nothing.handler'
  PATH=$scratch/bare/bin:$path
  check 'start: a runtime interface client that is not installed' refused 'No module named awslambdaric' \
    "$keyturn" serve --port 0 --function 'F=command:python3 -m awslambdaric app.lambda_handler'
  check 'start: and for a template' refused 'Install it: python3 -m pip install awslambdaric' \
    "$keyturn" serve --port 0 --template "$code/template.yaml"
  PATH=$path
}

install
commands
templates
invoke_api "$(free_port)"
starts

sum 19
