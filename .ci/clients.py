"""Rotates a secret through boto3, as a program would, and prints a line for each thing that holds or does not."""

import json
import os
import subprocess
import sys
import time

import boto3
from botocore.exceptions import ClientError

NAME = "boto3-app"


def check(what, holds):
    print(("ok    " if holds else "FAIL  ") + what, flush=True)


def login(username, password):
    """Whether the server takes the password, over verified TLS."""
    target = "host=127.0.0.1 port={PORT} user={user} dbname=postgres sslmode=verify-full sslrootcert={CA}"
    return (
        subprocess.run(
            [os.environ["PSQL"], "-qtAX", target.format(user=username, **os.environ), "-c", "select 1"],
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


def current(client):
    return json.loads(client.get_secret_value(SecretId=NAME)["SecretString"])


def main():
    client = boto3.client("secretsmanager")
    user, old = os.environ["BOTO3_USER"], os.environ["BOTO3_PASSWORD"]
    arn = client.create_secret(
        Name=NAME,
        SecretString=json.dumps(
            {"engine": "postgres", "host": "127.0.0.1", "port": int(os.environ["PORT"]),
             "username": user, "password": old, "dbname": "postgres", "note": "survives"}))["ARN"]
    check("boto3: create_secret answers an ARN", arn.startswith("arn:aws:secretsmanager:eu-central-1:123456789012:secret:"))
    check("boto3: the first password logs in", login(user, old))

    version = client.rotate_secret(
        SecretId=NAME, RotationLambdaARN=os.environ["FUNCTION"],
        RotationRules={"AutomaticallyAfterDays": 30})["VersionId"]
    first = await_rotation(client, None)
    secret = current(client)
    described = client.describe_secret(SecretId=NAME)
    check("boto3: LastRotatedDate is there", first is not None)
    check("boto3: NextRotationDate is later", described["NextRotationDate"] > first)
    check("boto3: the new version is current", "AWSCURRENT" in described["VersionIdsToStages"][version])
    check("boto3: the new password logs in", secret["password"] != old and login(user, secret["password"]))
    check("boto3: the old password does not", not login(user, old))
    check("boto3: what the secret held besides is still there", secret["note"] == "survives")

    client.rotate_secret(SecretId=arn)
    second = await_rotation(client, first)
    again = current(client)
    check("boto3: a bare rotate_secret moves LastRotatedDate", second > first)
    check("boto3: its password logs in", login(user, again["password"]))
    previous = json.loads(client.get_secret_value(SecretId=NAME, VersionStage="AWSPREVIOUS")["SecretString"])
    check("boto3: AWSPREVIOUS is the one before", previous["password"] == secret["password"])

    try:
        client.get_secret_value(SecretId="nothing")
        check("boto3: a secret that does not exist is not found", False)
    except client.exceptions.ResourceNotFoundException as error:
        check("boto3: a secret that does not exist is not found",
              str(error).endswith("Secrets Manager can't find the specified secret."))
    client.delete_secret(SecretId=NAME, RecoveryWindowInDays=7)
    try:
        client.get_secret_value(SecretId=NAME)
        check("boto3: a deleted secret is not read", False)
    except ClientError as error:
        check("boto3: a deleted secret is not read", error.response["Error"]["Code"] == "InvalidRequestException")


main()
