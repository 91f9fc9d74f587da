"""A stack's whole life in LocalStack: sam deploy, a rotation by the deployed function, another parameter, sam delete; and
the same with SnapStart.

    python localstack.py SAM PARAMETERS SCRATCH      with AWS_ENDPOINT_URL and credentials in the environment

PARAMETERS is what `./keyturn demo --keep` has written. Prints a line for each check.
"""

import json
import pathlib
import subprocess
import sys

import boto3
import botocore.exceptions
import yaml

import localstack_examples

SAM, PARAMETERS, SCRATCH = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
STACK = "keyturn"
FUNCTION = f"{STACK}-postgres"

cloudformation, functions, iam, logs, secrets = map(
    boto3.client, ["cloudformation", "lambda", "iam", "logs", "secretsmanager"])
failures = []


def check(what, holds, seen=""):
    print(f"ok    {what}" if holds else f"FAIL  {what}: {seen}", flush=True)
    if not holds:
        failures.append(what)


def run_sam(*arguments):
    return subprocess.run([SAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def sam(*arguments):
    run = run_sam(*arguments)
    if run.returncode != 0:
        sys.exit(f"sam {' '.join(arguments)} failed:\n{run.stdout}")


def deploy_with(parameters):
    """As samconfig.toml says, but for the question before it."""
    file = SCRATCH / "deploy.yaml"
    file.write_text(yaml.safe_dump(parameters))
    return ["deploy", "--no-confirm-changeset", "--parameter-overrides", f"file://{file}"]


def deploy(parameters):
    sam(*deploy_with(parameters))
    return cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]


def outputs(stack):
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def password():
    return json.loads(secrets.get_secret_value(SecretId="app-db")["SecretString"])["password"]


def logs_in(text):
    return subprocess.run(
        ["psql", "-qXAt", "-c", "SELECT 1", "host=localhost port=5499 user=app dbname=postgres sslmode=verify-full "
         f"sslrootcert={SCRATCH}/ca.pem"],
        env={"PATH": "/usr/bin:/bin", "PGPASSWORD": text}, capture_output=True).returncode == 0


def rotate(function):
    token = secrets.rotate_secret(SecretId="app-db", RotationLambdaARN=function,
                                  RotationRules={"AutomaticallyAfterDays": 30})["VersionId"]
    stages = secrets.describe_secret(SecretId="app-db")["VersionIdsToStages"]
    return "AWSCURRENT" in stages[token], stages


def resources():
    return {resource["LogicalResourceId"]: resource
            for resource in cloudformation.describe_stack_resources(StackName=STACK)["StackResources"]}


def deviations(function):
    """What docs/localstack.md says of LocalStack and no test of the profile holds."""
    messages = [event["message"] for event in logs.filter_log_events(logGroupName=f"/aws/lambda/{FUNCTION}")["events"]]
    check("LocalStack: a step's event has the secret's name",
          any('"secret":"app-db"' in message for message in messages), messages)
    try:
        secrets.rotate_secret(SecretId="app-db", RotationLambdaARN=function, RotateImmediately=False,
                              RotationRules={"ScheduleExpression": "rate(4 hours)", "Duration": "2h"})
        seen = "accepted"
    except botocore.exceptions.ClientError as error:
        seen = str(error.response["ResponseMetadata"]["HTTPStatusCode"])
    check("LocalStack: RotateImmediately=false answers 500", seen == "500", seen)
    statement = json.loads(functions.get_policy(FunctionName=FUNCTION)["Policy"])["Statement"][0]
    functions.remove_permission(FunctionName=FUNCTION, StatementId=statement["Sid"])
    rotated, stages = rotate(function)
    check("LocalStack: a function is invoked whatever its policy says", rotated, stages)


def delete():
    sam("delete", "--no-prompts", "--stack-name", STACK, "--region", "us-east-1")
    left = {
        "functions": [each["FunctionName"] for each in functions.list_functions()["Functions"]],
        "roles": [each["RoleName"] for each in iam.list_roles()["Roles"] if each["RoleName"].startswith(STACK)],
        "logs": [each["logGroupName"] for each in logs.describe_log_groups()["logGroups"] if STACK in each["logGroupName"]],
        "stacks": [each["StackStatus"] for each in cloudformation.describe_stacks()["Stacks"]
                   if each["StackName"] == STACK and each["StackStatus"] != "DELETE_COMPLETE"],
    }
    check("sam delete: nothing of the stack is left", not any(left.values()), left)


def from_a_snapshot(parameters):
    """As far as it goes in LocalStack: .ci/templates.py has the rest."""
    stack = deploy({**parameters, "SnapStart": "on"})
    check("SnapStart: the version and its alias are there, and may be invoked",
          {"Snapshot", "Live", "InvokeLivePermission"} < set(resources()), sorted(resources()))
    alias = outputs(stack)["FunctionArn"]
    check("SnapStart: it is the alias that is to be invoked", alias.endswith(f":{FUNCTION}:live"), alias)
    before = password()
    rotated, stages = rotate(alias)
    check("SnapStart: the alias rotates the secret", rotated and logs_in(password()) and not logs_in(before), stages)
    deploy({**parameters, "SnapStart": "on-2", "PasswordLength": 40})
    version = functions.get_alias(FunctionName=FUNCTION, Name="live")["FunctionVersion"]
    live = functions.get_function_configuration(FunctionName=FUNCTION, Qualifier=version)
    check("LocalStack: the alias stays at its first version", [version, live["Description"]] == ["1", "on"], live)
    check("LocalStack: there is no snapshot", live["SnapStart"]["OptimizationStatus"] == "Off", live["SnapStart"])
    delete()


def main():
    seed = json.loads(pathlib.Path("events/seed.json").read_text())["secrets"][0]
    value = next(version["value"] for version in seed["versions"] if "AWSCURRENT" in version["stages"])
    arn = secrets.create_secret(Name="app-db", SecretString=json.dumps(value))["ARN"]
    check("sam deploy: before it the first password logs in", logs_in(value["password"]))

    parameters = {"CaBundle": yaml.safe_load(PARAMETERS.read_text())["CaBundle"], "SecretArn": arn,
                  "RotationStrategy": "single"}
    stack = deploy(parameters)
    check("sam deploy: the stack is there", stack["StackStatus"] == "CREATE_COMPLETE", stack["StackStatus"])
    check("sam deploy: with everything that the template has for these parameters",
          sorted(resources()) == ["FunctionLog", "FunctionRole", "InvokePermission", "PostgresRotator", "Schedule"],
          sorted(resources()))
    schedule = cloudformation.describe_stack_resource(StackName=STACK, LogicalResourceId="Schedule")
    check("sam deploy: LocalStack takes the schedule for made",
          schedule["StackResourceDetail"]["ResourceStatus"] == "CREATE_COMPLETE", schedule)
    check("sam deploy: and schedules nothing, as docs/localstack.md says",
          not secrets.describe_secret(SecretId="app-db").get("RotationEnabled"))

    function = outputs(stack)["FunctionArn"]
    rotated, stages = rotate(function)
    check("sam deploy: the deployed function rotates the secret", rotated, stages)
    first = password()
    check("sam deploy: the new password logs in, as long as the template says", logs_in(first) and len(first) == 32)
    check("sam deploy: the old one does not", not logs_in(value["password"]))

    deviations(function)

    localstack_examples.schedule(check, function, arn)
    localstack_examples.other_account(check, outputs(stack)["RoleArn"], arn)
    localstack_examples.endpoint(check)

    before = password()
    stack = deploy({**parameters, "PasswordLength": 40})
    check("sam deploy: the changed stack is there", stack["StackStatus"] == "UPDATE_COMPLETE", stack["StackStatus"])
    rotated, stages = rotate(function)
    check("sam deploy: it rotates as the changed parameter says", rotated and len(password()) == 40, stages)
    check("sam deploy: that password logs in, the one before it does not", logs_in(password()) and not logs_in(before))

    refused = run_sam(*deploy_with({**parameters, "SnapStart": "on"})).stdout
    check("LocalStack: a stack cannot be switched to SnapStart",
          "Unresolved resource dependencies [Snapshot]" in refused, refused)
    delete()
    from_a_snapshot(parameters)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
