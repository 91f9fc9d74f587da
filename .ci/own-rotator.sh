#!/bin/bash
# A project as the archetype makes it, for somebody who has no more of Keyturn than a repository: its tests under JUnit 5 and
# 6, what `sam build` makes of it, and rotations with that, under `sam local` too. What is installed here goes into a
# repository of its own, which is otherwise the user's. Needs root, and a JDK 25 in JDK25_HOME for the image. Prints
# 'N passed, N failed'.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/checks.sh
. .ci/docker.sh

venv=${KEYTURN_CI_VENV:-/opt/keyturn-ci/venv}
keyturn=$PWD/keyturn
more_tests=$PWD/.ci/own-rotator
junit5_version=$(sed -n 's|.*<junit.version>\(.*\)</junit.version>|\1|p' pom.xml)
version=$(sed -n 's|^  <version>\(.*\)</version>|\1|p' pom.xml)
archetype_plugin=$(sed -n 's|.*<archetype.version>\(.*\)</archetype.version>|\1|p' archetype/pom.xml)
scratch=$(mktemp -d)
repository=$scratch/repository
project=$scratch/api-key-rotator
running=()

clean() {
  local pid
  for pid in "${running[@]}"; do
    kill -TERM "$pid" 2>/dev/null || true
  done
  stop_docker
  rm -rf "$scratch"
}
trap clean EXIT

# As check, but shows the end of what was said when it fails.
does() {
  local what=$1
  shift
  if "$@" >"$scratch/said" 2>&1; then
    holds "$what"
  else
    tail -n 60 "$scratch/said"
    not "$what"
  fi
}

maven() {
  mvn -B -ntp "-Dmaven.repo.local=$repository" "$@"
}

install() {
  local home=$HOME/.m2/repository entry
  mkdir -p "$home/dev" "$repository/dev"
  for entry in "$home"/* "$home"/dev/*; do
    case $entry in
      "$home/dev" | "$home/dev/keyturn") ;;
      *) [ ! -e "$entry" ] || ln -s "$entry" "$repository/${entry#"$home/"}" ;;
    esac
  done
  mvn -q -B -ntp -DskipTests -Djacoco.skip -Dmaven.javadoc.skip package
  # By goals, since with another repository the phases before would compile all of it again.
  maven -q jar:jar jar:test-jar@testkit install:install install:install-file@testkit
  maven -q -f archetype install
}

# generate DIRECTORY [OPTION...]: as the tutorial says, into a directory.
generate() {
  local directory=$1
  shift
  mkdir -p "$directory"
  (cd "$directory" && maven "org.apache.maven.plugins:maven-archetype-plugin:$archetype_plugin:generate" \
    -DarchetypeGroupId=dev.keyturn -DarchetypeArtifactId=keyturn-archetype "-DarchetypeVersion=$version" \
    -DarchetypeCatalog=local -DgroupId=com.example "$@")
}

generated() {
  does 'archetype: makes a project' generate "$scratch" -DartifactId=api-key-rotator
  check 'archetype: nothing is left to be filled in' ! grep -rE '\$\{(service|package|artifactId|keyturnVersion|groupId)\}' "$project"
  check 'archetype: .gitignore is there' test -f "$project/.gitignore"
  does 'archetype: another package and other names' \
    generate "$scratch/ledger" -DartifactId=ledger -Dpackage=com.example.books -Dservice=Ledger
  check 'archetype: they are in every file that has them' \
    test -f "$scratch/ledger/ledger/src/main/java/com/example/books/LedgerRotator.java" -a \
    -z "$(grep -rl 'ApiKey' "$scratch/ledger/ledger")"
  does 'archetype: the project of other names compiles' maven -q -f "$scratch/ledger/ledger" test-compile
  mkdir "$scratch/refused"
  generate "$scratch/refused" -DartifactId=refused -Dservice=my-service >"$scratch/refused/said" 2>&1 || true
  check 'archetype: a name that is no class is refused' \
    grep -qF "service is 'my-service', but classes are to be called after it" "$scratch/refused/said"
}

# tested JUNIT [OPTION...]: mvn verify, without a warning of the compiler.
tested() {
  local junit=$1
  shift
  rm -rf "$project/target/surefire-reports"
  maven -f "$project" "-Djunit.version=$junit" -Dmaven.compiler.failOnWarning=true "$@" verify || return 1
  grep -q "junit-jupiter-engine-$junit.jar" "$project"/target/surefire-reports/TEST-*.xml
}

tests() {
  local junit6_version junit
  junit6_version=$(sed -n 's|.*<junit.version>\(.*\)</junit.version>|\1|p' "$project/pom.xml")
  for junit in "$junit5_version" "$junit6_version"; do
    does "mvn verify, under JUnit $junit" tested "$junit"
    check 'the contract has run' \
      grep -q ' tests="[1-9][0-9][0-9]"' "$project/target/surefire-reports/TEST-com.example.ApiKeyContractTest.xml"
  done
  cp -R "$more_tests/." "$project"
  for junit in "$junit5_version" "$junit6_version"; do
    does "more of the test kit, under JUnit $junit" tested "$junit" '-Dtest=SafeRotatorTest,OtherFunctionsTest'
  done
}

sam() {
  (cd "$project" && MAVEN_OPTS="$MAVEN_OPTS -Dmaven.repo.local=$repository" "$venv/bin/sam" "$@")
}

# What a function of one's own carries: its own classes, Keyturn, the AWS SDK and JSON.
jars='keyturn aws-lambda-java-core org-crac jackson-core jackson-jr-objects reactive-streams slf4j-api slf4j-nop eventstream'

builds() {
  local built=$project/.aws-sam/build/ApiKeyRotator
  does 'template: cfn-lint' "$venv/bin/cfn-lint" --include-checks I -- "$project/template.yaml"
  does 'template: sam validate' sam validate --lint
  does 'sam build' sam build
  check 'artifact: no class but the rotator' \
    test "$(cd "$built" && find . -type f ! -path './lib/*')" = ./com/example/ApiKeyRotator.class
  check 'artifact: the jars of a function' test "$(jars "$built")" = "$(tr ' ' '\n' <<<"$jars" | sort)"
}

# jars DIRECTORY: the names of its jars without versions, but for modules of the AWS SDK that are none of its larger clients.
jars() {
  "$venv/bin/python3" - "$1"/lib/*.jar <<'PYTHON'
import pathlib, re, sys, zipfile
for jar in sorted(map(pathlib.Path, sys.argv[1:])):
    sdk = any(name.startswith("software/amazon/awssdk/") for name in zipfile.ZipFile(jar).namelist())
    if not sdk or re.match("netty|apache|aws-crt", jar.name):
        print(re.sub(r"-\d[\w.-]*\.jar$", "", jar.name))
PYTHON
}

# Without Maven: one message that says so.
unbuildable() {
  cp -rs /usr/bin "$scratch/bin"
  rm -f "$scratch/bin/mvn"
  (PATH=$scratch/bin && sam build --build-dir "$scratch/unbuilt") >"$scratch/unbuildable" 2>&1 || true
  check 'sam build without Maven says what to install' \
    grep -q 'no mvn is on the PATH. Install Maven 3.8 or newer, and a JDK 17 or newer.' "$scratch/unbuildable"
}

# start NAME COMMAND...: in the background, until its first line; sets url to the end of it.
start() {
  local name=$1 line=
  shift
  mkfifo "$scratch/$name.out"
  "$@" >"$scratch/$name.out" 2>"$scratch/$name.err" &
  running+=($!)
  exec {out}<"$scratch/$name.out"
  read -r -t 120 line <&$out || true
  url=${line##* }
  [ -n "$url" ] || fail "$name does not start: $(cat "$scratch/$name.err")"
}

python() {
  AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=us-east-1 AWS_ENDPOINT_URL_SECRETS_MANAGER=$endpoint \
    "$venv/bin/python3" - "$double" "$@"
}

# lets_in KEY|LABEL: whether the double answers 204 to a key, or to the one that the secret has under a label.
lets_in() {
  python "$1" <<'PYTHON'
import boto3, json, sys, urllib.request
double, key = sys.argv[1:]
if key.startswith("AWS"):
    value = boto3.client("secretsmanager").get_secret_value(SecretId="billing", VersionStage=key)["SecretString"]
    key = json.loads(value)["key"]
urllib.request.urlopen(urllib.request.Request(f"{double}/key?client=billing", headers={"X-Api-Key": key}))
PYTHON
}

# invoke STEP: its event, to Lambda's Invoke API; whether the step ended well.
invoke() {
  "$venv/bin/python3" - "$function" "$project/events/$1.json" <<'PYTHON'
import pathlib, sys, urllib.request
function, event = sys.argv[1:]
url = f"{function}/2015-03-31/functions/ApiKeyRotator/invocations"
with urllib.request.urlopen(urllib.request.Request(url, pathlib.Path(event).read_bytes())) as answer:
    sys.exit(answer.headers.get("X-Amz-Function-Error"))
PYTHON
}

# stage NAME [HOST AS]: a double, and a Secrets Manager with its secret, both new. They listen on HOST, and the function
# knows it as AS.
stage() {
  local host=${2:-127.0.0.1} port
  port=$(free_port)
  double=http://127.0.0.1:$port
  start "double-$1" java -cp "$project/target/test-classes" com.example.ApiKeyServer "$host" "$port"
  sed "s/127.0.0.1:8080/${3:-$host}:$port/" "$project/events/seed.json" >"$scratch/seed.json"
  start "service-$1" "$keyturn" serve --host "$host" --port 0 --template "$project/template.yaml" --seed "$scratch/seed.json"
  endpoint=http://127.0.0.1:${url##*:}
}

rotations() {
  stage whole
  check 'serve: the key of the seed is let in' lets_in AWSCURRENT
  does 'serve: the built function rotates' env -u AWS_PROFILE "$keyturn" rotate billing --endpoint "$endpoint" --region us-east-1
  check 'serve: the new key is let in' lets_in AWSCURRENT
  check 'serve: the first one is not' ! lets_in first-key
  does 'serve: it rotates again' env -u AWS_PROFILE "$keyturn" rotate billing --endpoint "$endpoint" --region us-east-1
  check 'serve: and the newest key is let in' lets_in AWSCURRENT
}

events() {
  local function step
  stage steps
  start function "$keyturn" run-function ApiKeyRotator --template "$project/template.yaml" --port 0 \
    --endpoint "$endpoint" --region us-east-1
  function=$url
  for step in create-secret set-secret test-secret finish-secret; do
    check "events: $step" invoke "$step"
    [ $step != set-secret ] || check 'events: now the pending key is let in' lets_in AWSPENDING
  done
  check 'events: the new key is current' lets_in AWSCURRENT
  check 'events: the first one is not let in' ! lets_in first-key
}

# As README.md of the project says, but for ports and for the image, which cannot be pulled here.
invoke_locally() {
  sam local invoke ApiKeyRotator -e "events/$1.json" --skip-pull-image \
    --parameter-overrides "SecretsManagerEndpoint=http://host.docker.internal:${endpoint##*:}" >"$scratch/answer" &&
    [ "$(tail -n 1 "$scratch/answer")" = null ]
}

sam_local() {
  local step
  start_docker
  stage local 0.0.0.0 host.docker.internal
  for step in create-secret set-secret test-secret finish-secret; do
    does "sam local invoke: $step" invoke_locally "$step"
  done
  check 'sam local: the new key is let in' lets_in AWSCURRENT
  check 'sam local: the first one is not' ! lets_in first-key
}

unset "${!AWS_@}"
export SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION=us-east-1
# As .mvn/jvm.config has it for this project: most of these runs end before a better compiler pays.
export MAVEN_OPTS='-XX:TieredStopAtLevel=1 -XX:+UseSerialGC'
install
generated
tests
builds
unbuildable
rotations
events
sam_local
sum 38
