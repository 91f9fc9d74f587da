"""Secrets that a function of AWS's kind has rotated go on with Keyturn's, and back again. Prints a line for each thing that
holds or does not."""

import json
import os
import pathlib
import time

import boto3
import psycopg

THEIRS, OURS = (os.environ["ARN"] + name for name in ("Theirs", "Ours"))
MEMBERS = {"engine": "postgres", "host": "127.0.0.1", "port": int(os.environ["PORT"]), "dbname": "postgres"}
client = boto3.client("secretsmanager")


def check(what, holds):
    print(("ok    " if holds else "FAIL  ") + what, flush=True)


def create(name, user, password, **more):
    secret = {**MEMBERS, "username": user, "password": password, **more}
    return client.create_secret(Name=name, SecretString=json.dumps(secret))["ARN"]


def read(name, stage="AWSCURRENT"):
    return json.loads(client.get_secret_value(SecretId=name, VersionStage=stage)["SecretString"])


def logs_in(secret):
    try:
        psycopg.connect(
            host=secret["host"], port=secret["port"], user=secret["username"], password=secret["password"],
            dbname=secret["dbname"], sslmode="verify-full", sslrootcert=os.environ["CA"]).close()
        return True
    except psycopg.OperationalError:
        return False


def rotate(name, function):
    """The password that a whole rotation has brought in."""
    before = read(name)["password"]
    client.rotate_secret(SecretId=name, RotationLambdaARN=function, RotationRules={"AutomaticallyAfterDays": 30})
    return awaited(name, before)


def awaited(name, before):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if (secret := read(name))["password"] != before:
            return secret
        time.sleep(0.1)
    raise SystemExit(f"{name} has not been rotated for a minute")


def whose(function):
    return "AWS's kind" if function == THEIRS else "Keyturn"


def single():
    create("single", "app", "first-password", dbInstanceIdentifier="kept")
    for function in (THEIRS, OURS, THEIRS, OURS):
        secret = rotate("single", function)
        check(f"single: {whose(function)} rotates, and the password logs in", logs_in(secret))
        check("single: the one before does not", not logs_in(read("single", "AWSPREVIOUS")))
    check("single: every member is still there", set(secret) == {*MEMBERS, "username", "password", "dbInstanceIdentifier"})


def alternating():
    master = create("master", "admin", "admin-password")
    create("alternating", "pair", "first-password", masterarn=master)
    for function, user in ((THEIRS, "pair_clone"), (OURS, "pair"), (THEIRS, "pair_clone"), (OURS, "pair")):
        secret = rotate("alternating", function)
        check(f"alternating: {whose(function)} turns to {user}", secret["username"] == user and logs_in(secret))
        check("alternating: the other user still logs in", logs_in(read("alternating", "AWSPREVIOUS")))


def stuck():
    create("stuck", "halfway", "first-password")
    pathlib.Path(os.environ["STUCK"]).touch()
    client.rotate_secret(SecretId="stuck", RotationLambdaARN=THEIRS, RotationRules={"AutomaticallyAfterDays": 30})
    deadline = time.monotonic() + 30
    while logs_in(read("stuck")) and time.monotonic() < deadline:
        time.sleep(0.1)
    check("stuck: a function of AWS's kind has changed the password and stopped", not logs_in(read("stuck")))
    check("stuck: only AWSPENDING logs in", logs_in(read("stuck", "AWSPENDING")))
    pathlib.Path(os.environ["STUCK"]).unlink()
    pending = read("stuck", "AWSPENDING")
    try:
        client.rotate_secret(SecretId="stuck", RotationLambdaARN=OURS)
    except client.exceptions.InvalidRequestException:
        pass  # "A previous rotation isn't complete. That rotation will be reattempted."
    secret = awaited("stuck", "first-password")
    check("stuck: Keyturn completes that rotation", secret["password"] == pending["password"] and logs_in(secret))
    check("stuck: and does the next one", logs_in(rotate("stuck", OURS)))


single()
alternating()
stuck()
