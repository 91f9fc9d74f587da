"""boto3, as a program would use it. Prints a line for each thing that holds or does not."""

import json
import os
import subprocess
import sys
import time

import boto3
from botocore.exceptions import ClientError

NAME = "boto3-app"
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Deny", "Principal": "*", "Action": "secretsmanager:DeleteSecret", "Resource": "*"}]})
failed = 0


def check(what, holds):
    global failed
    failed += not holds
    print(("ok    boto3: " if holds else "FAIL  boto3: ") + what, flush=True)


def refused(what, exception, text, call, **arguments):
    try:
        call(**arguments)
        check(what, False)
    except ClientError as error:
        check(what, isinstance(error, exception) and error.response["Error"]["Message"] == text)


def login(password):
    """Whether the server takes the password, over verified TLS."""
    with open(os.environ["SEEN"], "a") as seen:
        seen.write(password + "\n")
    target = "host=127.0.0.1 port={PORT} user={ROLE} dbname=postgres sslmode=verify-full sslrootcert={CA}"
    return (
        subprocess.run(
            [os.environ["PSQL"], "-qtAX", target.format(**os.environ), "-c", "select 1"],
            env={"PGPASSWORD": password, "PATH": os.environ["PATH"]},
            capture_output=True,
        ).returncode
        == 0
    )


def await_rotation(client, after):
    """LastRotatedDate, once it is later than a time."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        last = client.describe_secret(SecretId=NAME).get("LastRotatedDate")
        if last is not None and (after is None or last > after):
            return last
        time.sleep(0.1)
    sys.exit("LastRotatedDate has not moved for a minute")


def value(client, **which):
    return json.loads(client.get_secret_value(SecretId=NAME, **which)["SecretString"])


def creates(client):
    arn = client.create_secret(
        Name=NAME,
        Description="made by hand",
        Tags=[{"Key": "team", "Value": "a"}],
        SecretString=json.dumps(
            {"engine": "postgres", "host": "127.0.0.1", "port": int(os.environ["PORT"]), "username": os.environ["ROLE"],
             "password": os.environ["PASSWORD"], "dbname": "postgres", "note": "survives"}))["ARN"]
    check("create_secret answers an ARN",
          arn[:-7] == "arn:aws:secretsmanager:eu-central-1:123456789012:secret:" + NAME)
    refused("a name that is taken", client.exceptions.ResourceExistsException,
            f"The operation failed because the secret {NAME} already exists.", client.create_secret, Name=NAME)
    return arn


def rotates(client, arn):
    old = os.environ["PASSWORD"]
    check("the first password logs in", login(old))
    version = client.rotate_secret(
        SecretId=NAME, RotationLambdaARN=os.environ["FUNCTION"],
        RotationRules={"AutomaticallyAfterDays": 30})["VersionId"]
    first = await_rotation(client, None)
    secret = value(client)
    described = client.describe_secret(SecretId=NAME)
    check("NextRotationDate is later than LastRotatedDate", described["NextRotationDate"] > first)
    check("the new version is current", "AWSCURRENT" in described["VersionIdsToStages"][version])
    check("the new password logs in", secret["password"] != old and login(secret["password"]))
    check("the old password does not", not login(old))
    check("what the secret held besides is still there", secret["note"] == "survives")
    client.rotate_secret(SecretId=arn)
    second = await_rotation(client, first)
    check("a bare rotate_secret moves LastRotatedDate", second > first)
    check("its password logs in", login(value(client)["password"]))
    check("AWSPREVIOUS is the one before", value(client, VersionStage="AWSPREVIOUS") == secret)
    versions = client.list_secret_version_ids(SecretId=NAME, IncludeDeprecated=True)["Versions"]
    check("the three versions are listed, one without a label",
          sorted(len(each.get("VersionStages", [])) > 0 for each in versions) == [False, True, True])


def lists(client):
    names = [f"boto3-page-{number}" for number in range(3)]
    for name in names:
        client.create_secret(Name=name, SecretString="value of " + name)
    pages = list(client.get_paginator("list_secrets").paginate(
        Filters=[{"Key": "name", "Values": ["boto3-page"]}], PaginationConfig={"PageSize": 2}))
    check("list_secrets goes through two pages", [[one["Name"] for one in page["SecretList"]] for page in pages]
          == [names[:2], names[2:]])
    found = client.list_secrets(Filters=[{"Key": "name", "Values": ["boto3"]}, {"Key": "tag-key", "Values": ["team"]}])
    check("two filters must both match", [one["Name"] for one in found["SecretList"]] == [NAME])
    batch = client.batch_get_secret_value(SecretIdList=[names[1], "nothing"])
    check("batch_get_secret_value tells values and errors",
          [one["SecretString"] for one in batch["SecretValues"]] == ["value of " + names[1]]
          and [(one["SecretId"], one["ErrorCode"]) for one in batch["Errors"]]
          == [("nothing", "ResourceNotFoundException")])
    for name in names:
        client.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)


def labels(client):
    client.tag_resource(SecretId=NAME, Tags=[{"Key": "stage", "Value": "test"}])
    client.untag_resource(SecretId=NAME, TagKeys=["team"])
    check("one tag is put and another removed",
          client.describe_secret(SecretId=NAME)["Tags"] == [{"Key": "stage", "Value": "test"}])
    client.put_resource_policy(SecretId=NAME, ResourcePolicy=POLICY, BlockPublicPolicy=True)
    check("the policy is given back", client.get_resource_policy(SecretId=NAME)["ResourcePolicy"] == POLICY)
    client.delete_resource_policy(SecretId=NAME)
    check("the policy is gone", "ResourcePolicy" not in client.get_resource_policy(SecretId=NAME))
    password = client.get_random_password(PasswordLength=40, ExcludePunctuation=True)["RandomPassword"]
    check("get_random_password makes what was asked for", len(password) == 40 and password.isalnum())


def replicates(client):
    client.replicate_secret_to_regions(SecretId=NAME, AddReplicaRegions=[{"Region": "us-west-2"}])
    status = client.describe_secret(SecretId=NAME)["ReplicationStatus"]
    check("the replica is in sync", [(one["Region"], one["Status"]) for one in status] == [("us-west-2", "InSync")])
    away = boto3.client("secretsmanager", region_name="us-west-2")
    check("its value is read in its region", value(away) == value(client))
    refused("a replica is read-only", client.exceptions.InvalidParameterException,
            "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
            away.put_secret_value, SecretId=NAME, SecretString="x")
    client.remove_regions_from_replication(SecretId=NAME, RemoveReplicaRegions=["us-west-2"])
    refused("the replica is gone", away.exceptions.ResourceNotFoundException,
            "Secrets Manager can't find the specified secret.", away.describe_secret, SecretId=NAME)


def deletes(client):
    date = client.delete_secret(SecretId=NAME, RecoveryWindowInDays=7)["DeletionDate"]
    check("the deletion is a week ahead", 6.9 < (date.timestamp() - time.time()) / 86400 < 7.1)
    refused("a deleted secret is not read", client.exceptions.InvalidRequestException,
            "You can't perform this operation on the secret because it was marked for deletion.",
            client.get_secret_value, SecretId=NAME)
    client.restore_secret(SecretId=NAME)
    check("a restored secret logs in", login(value(client)["password"]))
    client.delete_secret(SecretId=NAME, ForceDeleteWithoutRecovery=True)
    refused("a secret that is gone is not found", client.exceptions.ResourceNotFoundException,
            "Secrets Manager can't find the specified secret.", client.describe_secret, SecretId=NAME)


def main():
    client = boto3.client("secretsmanager")
    arn = creates(client)
    rotates(client, arn)
    lists(client)
    labels(client)
    replicates(client)
    deletes(client)
    sys.exit(failed > 0)


main()
