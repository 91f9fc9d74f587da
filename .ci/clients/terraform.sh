#!/bin/bash
# Terraform with the provider for AWS, which a CI machine has as files: applies the example, changes it and destroys it.
set -euo pipefail
. "$(dirname "$0")/../checks.sh"
cd "$(dirname "$0")/../.."

plugins=${KEYTURN_CI_TERRAFORM_PLUGINS:-/opt/tf-plugins}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

command -v terraform >/dev/null || fail 'there is no terraform here.'
[ -n "$(find "$plugins" -path '*/hashicorp/aws/5.*' -type f -print -quit 2>/dev/null)" ] ||
  fail "there is no AWS provider 5 for Terraform in $plugins. KEYTURN_CI_TERRAFORM_PLUGINS names another directory."

cp examples/terraform/main.tf "$scratch"
printf 'disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = "%s"\n  }\n}\n' \
  "$plugins" >"$scratch/terraformrc"
export TF_CLI_CONFIG_FILE=$scratch/terraformrc TF_IN_AUTOMATION=1 TF_INPUT=0
export TF_VAR_endpoint=$AWS_ENDPOINT_URL_SECRETS_MANAGER TF_VAR_function=$FUNCTION TF_VAR_name=terraform-app
TF_VAR_secret=$(printf '{"engine":"postgres","host":"127.0.0.1","port":"%s","username":"%s","password":"%s"}' \
  "$PORT" "$ROLE" "$PASSWORD")
export TF_VAR_secret

terraform() {
  command terraform -chdir="$scratch" "$@" -no-color
}

# succeeds WHAT COMMAND...: a command of Terraform's, whose output matters when it fails.
succeeds() {
  local what=$1
  shift
  if terraform "$@" >"$scratch/output" 2>&1; then
    holds "terraform: $what"
  else
    not "terraform: $what"
    cat "$scratch/output"
    exit 1
  fi
}

ask() {
  local query=$1
  shift
  aws secretsmanager "$@" --output text --query "$query"
}

# equal WHAT EXPECTED SEEN, for what is no secret.
equal() {
  if [ "$2" = "$3" ]; then holds "terraform: $1"; else not "terraform: $1: $3"; fi
}

# A rotation goes on after the answer to RotateSecret, and a plan in the middle of it would see it.
rotation() {
  local tries=0
  while [ "$(ask LastRotatedDate describe-secret --secret-id terraform-app)" = "$1" ]; do
    tries=$((tries + 1))
    [ $tries -lt 60 ] || fail 'LastRotatedDate has not moved for a minute'
    sleep 0.5
  done
}

login() {
  PGPASSWORD=$1 "$PSQL" -qtAX -c 'select 1' \
    "host=127.0.0.1 port=$PORT user=$ROLE dbname=postgres sslmode=verify-full sslrootcert=$CA"
}

password() {
  ask SecretString get-secret-value --secret-id terraform-app "$@" |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["password"])' | tee -a "$SEEN"
}

output() {
  terraform output -json "$1"
}

applies() {
  succeeds 'init takes the provider from the directory' init
  succeeds 'apply creates everything' apply -auto-approve
  rotation None
  succeeds 'then there is nothing to change' plan -detailed-exitcode
  equal 'the data source has the ARN' "\"$(ask ARN describe-secret --secret-id terraform-app)\"" "$(output arn)"
  equal 'and the current value' "\"$ROLE\"" "$(output username)"
  equal 'and the secrets of a filter' '["terraform-app"]' "$(output secrets_of_this_name)"
  equal 'and a random password' 40 "$(output length_of_a_random_password)"
  equal 'the replica is in sync' '{"us-west-2":"InSync"}' "$(output replicas)"
  equal 'the rotation has its rules' 30 \
    "$(ask RotationRules.AutomaticallyAfterDays describe-secret --secret-id terraform-app)"
  check 'terraform: the rotated password logs in' login "$(password)"
  check 'terraform: the first one does not' ! login "$PASSWORD"
  check 'terraform: the replica has it too' test "$(password --region us-west-2)" = "$(password)"
  equal 'the policy is there' Deny "$(ask ResourcePolicy get-resource-policy --secret-id terraform-app |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["Statement"][0]["Effect"])')"
}

changes() {
  local last
  last=$(ask LastRotatedDate describe-secret --secret-id terraform-app)
  export TF_VAR_days=60 TF_VAR_tags='{"team":"b","stage":"test"}'
  succeeds 'apply changes rules and tags' apply -auto-approve
  rotation "$last"
  succeeds 'then there is nothing to change again' plan -detailed-exitcode
  equal 'the rules are changed' 60 \
    "$(ask RotationRules.AutomaticallyAfterDays describe-secret --secret-id terraform-app)"
  equal 'the tags are changed' 'stage test team b' "$(ask 'sort_by(Tags, &Key)[].[Key, Value]' \
    describe-secret --secret-id terraform-app | tr '\t\n' '  ' | sed 's/ $//')"
  check 'terraform: the password of this rotation logs in' login "$(password)"
}

destroys() {
  succeeds 'destroy' destroy -auto-approve
  equal 'nothing is left in its state' '' "$(terraform state list)"
  check 'terraform: the secret is marked for deletion' \
    test "$(ask DeletedDate describe-secret --secret-id terraform-app)" != None
  check 'terraform: the replica is gone' ! aws secretsmanager describe-secret --secret-id terraform-app --region us-west-2
  ask Name restore-secret --secret-id terraform-app >/dev/null
  check 'terraform: restored by hand, it logs in' login "$(password)"
  equal 'but has no rotation any more' False "$(ask RotationEnabled describe-secret --secret-id terraform-app)"
  equal 'and no policy' None "$(ask ResourcePolicy get-resource-policy --secret-id terraform-app)"
  ask Name delete-secret --secret-id terraform-app --force-delete-without-recovery >/dev/null
}

command terraform version | head -n 1
applies
changes
destroys
[ $failed -eq 0 ]
