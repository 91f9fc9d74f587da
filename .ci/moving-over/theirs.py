"""A rotation function for PostgreSQL that keeps to what AWS's own keep to: the members of the secret, the variables, the
two strategies, the name of the second user, the order of the logins and the labels that it leaves. With STUCK, a file, it
stops before testSecret while that exists."""

import json
import os
import pathlib

import boto3
import psycopg
from psycopg import sql

CLONE = "_clone"
client = boto3.client("secretsmanager", endpoint_url=os.environ["SECRETS_MANAGER_ENDPOINT"])


def lambda_handler(event, context):
    arn, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    metadata = client.describe_secret(SecretId=arn)
    stages = metadata["VersionIdsToStages"].get(token, [])
    if "AWSCURRENT" in stages:
        return
    if not metadata.get("RotationEnabled") or "AWSPENDING" not in stages:
        raise ValueError(f"version {token} is not to be rotated to")
    STEPS[step](arn, token)


def create_secret(arn, token):
    current = read(arn, "AWSCURRENT")
    try:
        read(arn, "AWSPENDING", token)
    except client.exceptions.ResourceNotFoundException:
        made = client.get_random_password(ExcludeCharacters=os.environ.get("EXCLUDE_CHARACTERS", "/@\"'\\"))
        current["password"] = made["RandomPassword"]
        if "masterarn" in current:
            current["username"] = other_user(current["username"])
        client.put_secret_value(
            SecretId=arn, ClientRequestToken=token, SecretString=json.dumps(current), VersionStages=["AWSPENDING"])


def set_secret(arn, token):
    current, pending = read(arn, "AWSCURRENT"), read(arn, "AWSPENDING", token)
    if opened := login(pending):
        opened.close()
        return
    if "masterarn" in current:
        set_as_master(current, pending)
        return
    connection = login(current) or login(read(arn, "AWSPREVIOUS"))
    if not connection:
        raise ValueError("no password of the secret logs in")
    with connection:
        change(connection, "ALTER USER {} WITH PASSWORD {}", pending)


def set_as_master(current, pending):
    if not (opened := login(current)):
        raise ValueError("AWSCURRENT does not log in")
    opened.close()
    master = json.loads(client.get_secret_value(SecretId=current["masterarn"])["SecretString"])
    with login(master) as connection:
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [pending["username"]]).fetchone()
        if known:
            change(connection, "ALTER USER {} WITH PASSWORD {}", pending)
        else:
            change(connection, "CREATE USER {} WITH PASSWORD {}", pending)
            connection.execute(
                sql.SQL("GRANT {} TO {}").format(
                    sql.Identifier(current["username"]), sql.Identifier(pending["username"])))


def change(connection, statement, pending):
    connection.execute(
        sql.SQL(statement).format(sql.Identifier(pending["username"]), sql.Literal(pending["password"])))


def test_secret(arn, token):
    if pathlib.Path(os.environ["STUCK"]).exists():
        raise RuntimeError("stuck")
    with login(read(arn, "AWSPENDING", token)) as connection:
        connection.execute("SELECT NOW()")


def finish_secret(arn, token):
    versions = client.describe_secret(SecretId=arn)["VersionIdsToStages"]
    current = next(version for version, stages in versions.items() if "AWSCURRENT" in stages)
    client.update_secret_version_stage(
        SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current)


def other_user(name):
    return name.removesuffix(CLONE) if name.endswith(CLONE) else name + CLONE


def read(arn, stage, token=None):
    which = {"VersionId": token} if token else {}
    answer = client.get_secret_value(SecretId=arn, VersionStage=stage, **which)
    return json.loads(answer["SecretString"])


def login(secret):
    try:
        return psycopg.connect(
            host=secret["host"], port=secret.get("port", 5432), user=secret["username"], password=secret["password"],
            dbname=secret.get("dbname", "postgres"), sslmode="verify-full", sslrootcert=os.environ["CA_BUNDLE"],
            connect_timeout=5)
    except psycopg.OperationalError:
        return None


STEPS = {
    "createSecret": create_secret,
    "setSecret": set_secret,
    "testSecret": test_secret,
    "finishSecret": finish_secret,
}
