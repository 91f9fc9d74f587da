#!/bin/bash
# The AWS CLI as one would type it. Arguments: what its lines begin with, and the program.
set -euo pipefail
. "$(dirname "$0")/../checks.sh"

name=$1
program=$2
id=$name-app
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Version 2 of the CLI knows the variable for the endpoint from 2.13 on, and Debian's is older.
aws() {
  command "$program" secretsmanager "$@" --endpoint-url "$AWS_ENDPOINT_URL_SECRETS_MANAGER"
}

# A member of the answer, which JMESPath finds.
ask() {
  local query=$1
  shift
  aws "$@" --output text --query "$query"
}

# equal WHAT EXPECTED SEEN, for what is no secret.
equal() {
  if [ "$2" = "$3" ]; then holds "$name: $1"; else not "$name: $1: $3"; fi
}

# refused WHAT MESSAGE COMMAND...: as the CLI tells an error of AWS.
refused() {
  local what=$1 message=$2
  shift 2
  if aws "$@" >/dev/null 2>"$scratch/error"; then
    not "$name: $what: it succeeded"
  else
    equal "$what" "$message" "$(grep . "$scratch/error")"
  fi
}

login() {
  PGPASSWORD=$1 "$PSQL" -qtAX -c 'select 1' \
    "host=127.0.0.1 port=$PORT user=$ROLE dbname=postgres sslmode=verify-full sslrootcert=$CA"
}

password() {
  ask SecretString get-secret-value --secret-id "$id" "$@" |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["password"])' | tee -a "$SEEN"
}

await_rotation() {
  local tries=0
  while [ "$(ask LastRotatedDate describe-secret --secret-id "$id")" = "$1" ]; do
    tries=$((tries + 1))
    [ $tries -lt 60 ] || fail 'LastRotatedDate has not moved for a minute'
    sleep 0.5
  done
}

creates() {
  printf '{"engine":"postgres","host":"127.0.0.1","port":"%s","username":"%s","password":"%s"}' \
    "$PORT" "$ROLE" "$PASSWORD" >"$scratch/secret"
  arn=$(ask ARN create-secret --name "$id" --description 'made by hand' --tags Key=team,Value=a \
    --secret-string "file://$scratch/secret")
  equal 'create-secret answers an ARN' "arn:aws:secretsmanager:eu-central-1:123456789012:secret:$id" "${arn%-*}"
  refused 'a name that is taken' \
    "An error occurred (ResourceExistsException) when calling the CreateSecret operation: The operation failed because the secret $id already exists." \
    create-secret --name "$id"
}

rotates() {
  local new last
  check "$name: the first password logs in" login "$PASSWORD"
  ask VersionId rotate-secret --secret-id "$id" --rotation-lambda-arn "$FUNCTION" >/dev/null
  await_rotation None
  new=$(password)
  check "$name: rotate-secret makes another password" test "$new" != "$PASSWORD"
  check "$name: the new password logs in" login "$new"
  check "$name: the old password does not" ! login "$PASSWORD"
  equal 'rotation is enabled' True "$(ask RotationEnabled describe-secret --secret-id "$id")"
  last=$(ask LastRotatedDate describe-secret --secret-id "$id")
  ask VersionId rotate-secret --secret-id "$arn" >/dev/null
  await_rotation "$last"
  check "$name: a second rotate-secret needs no function" login "$(password)"
  check "$name: AWSPREVIOUS is the password before" test "$(password --version-stage AWSPREVIOUS)" = "$new"
  equal 'the three versions are listed' 3 \
    "$(ask 'length(Versions)' list-secret-version-ids --secret-id "$id" --include-deprecated)"
}

lists() {
  local number
  for number in 1 2 3; do
    ask Name create-secret --name "$name-page-$number" --secret-string "value $number" >/dev/null
  done
  equal 'list-secrets goes through all pages' 3 \
    "$(aws list-secrets --filters "Key=name,Values=$name-page" --page-size 1 --output json --query 'length(SecretList)')"
  equal 'two filters must both match' "$id" \
    "$(ask 'SecretList[].Name' list-secrets --filters "Key=name,Values=$name" Key=tag-key,Values=team)"
  if aws batch-get-secret-value --generate-cli-skeleton >/dev/null 2>&1; then
    equal 'batch-get-secret-value tells values and errors' 'value 2 ResourceNotFoundException' \
      "$(ask '[SecretValues[0].SecretString, Errors[0].ErrorCode]' batch-get-secret-value \
        --secret-id-list "$name-page-2" nothing | tr '\t' ' ')"
  else
    printf '      %s: this version has no batch-get-secret-value\n' "$name"
  fi
}

labels() {
  local policy='{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"secretsmanager:DeleteSecret","Resource":"*"}]}'
  aws tag-resource --secret-id "$id" --tags Key=stage,Value=test
  aws untag-resource --secret-id "$id" --tag-keys team
  equal 'one tag is put and another removed' 'stage test' \
    "$(ask 'Tags[].[Key, Value]' describe-secret --secret-id "$id" | tr '\t' ' ')"
  ask Name put-resource-policy --secret-id "$id" --resource-policy "$policy" --block-public-policy >/dev/null
  equal 'the policy is given back' "$policy" "$(ask ResourcePolicy get-resource-policy --secret-id "$id")"
  ask Name delete-resource-policy --secret-id "$id" >/dev/null
  equal 'the policy is gone' None "$(ask ResourcePolicy get-resource-policy --secret-id "$id")"
  equal 'get-random-password makes what was asked for' 40 \
    "$(ask RandomPassword get-random-password --password-length 40 --exclude-punctuation | tr -d '\n' | wc -c)"
}

replicates() {
  ask ARN replicate-secret-to-regions --secret-id "$id" --add-replica-regions Region=us-west-2 >/dev/null
  equal 'the replica is in sync' InSync "$(ask 'ReplicationStatus[0].Status' describe-secret --secret-id "$id")"
  check "$name: its value is read in its region" test "$(password --region us-west-2)" = "$(password)"
  refused 'a replica is read-only' \
    "An error occurred (InvalidParameterException) when calling the PutSecretValue operation: Operation not permitted on a replica secret. Call must be made in primary secret's region." \
    put-secret-value --secret-id "$id" --secret-string x --region us-west-2
  ask ARN remove-regions-from-replication --secret-id "$id" --remove-replica-regions us-west-2 >/dev/null
  refused 'the replica is gone' \
    "An error occurred (ResourceNotFoundException) when calling the DescribeSecret operation: Secrets Manager can't find the specified secret." \
    describe-secret --secret-id "$id" --region us-west-2
}

deletes() {
  ask Name delete-secret --secret-id "$id" --recovery-window-in-days 7 >/dev/null
  refused 'a deleted secret is not read' \
    "An error occurred (InvalidRequestException) when calling the GetSecretValue operation: You can't perform this operation on the secret because it was marked for deletion." \
    get-secret-value --secret-id "$id"
  ask Name restore-secret --secret-id "$id" >/dev/null
  check "$name: a restored secret logs in" login "$(password)"
  for secret in "$id" "$name-page-1" "$name-page-2" "$name-page-3"; do
    ask Name delete-secret --secret-id "$secret" --force-delete-without-recovery >/dev/null
  done
  equal 'nothing is left' 0 "$(ask 'length(SecretList)' list-secrets --filters "Key=name,Values=$name" --include-planned-deletion)"
}

"$program" --version
creates
rotates
lists
labels
replicates
deletes
[ $failed -eq 0 ]
