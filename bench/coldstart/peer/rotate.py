"""The work of the function that AWS publishes for one user of PostgreSQL, in our own words: the same calls to Secrets
Manager in the same order, by a client that every invocation makes anew; the same logins, among them the one without TLS
that follows a failed one."""

import json
import logging
import os

import boto3
import psycopg
from psycopg import sql

logger = logging.getLogger()
logger.setLevel(logging.INFO)


def handler(steps):
    """What Lambda calls, for these steps."""

    def lambda_handler(event, context):
        arn, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
        client = boto3.client("secretsmanager", endpoint_url=os.environ["SECRETS_MANAGER_ENDPOINT"])
        metadata = client.describe_secret(SecretId=arn)
        stages = metadata["VersionIdsToStages"].get(token, [])
        if "AWSCURRENT" in stages:
            return
        if not metadata.get("RotationEnabled") or "AWSPENDING" not in stages:
            raise ValueError(f"version {token} is not to be rotated to")
        steps[step](client, arn, token)
        logger.info("%s: done for %s", step, arn)

    return lambda_handler


def create_secret(client, arn, token, change=lambda secret: None):
    secret = read(client, arn, "AWSCURRENT")
    if found(client, arn, "AWSPENDING", token) is None:
        made = client.get_random_password(ExcludeCharacters=os.environ.get("EXCLUDE_CHARACTERS", ":/@\"'\\"))
        secret["password"] = made["RandomPassword"]
        change(secret)
        client.put_secret_value(
            SecretId=arn, ClientRequestToken=token, SecretString=json.dumps(secret), VersionStages=["AWSPENDING"])


def set_secret(client, arn, token):
    previous = found(client, arn, "AWSPREVIOUS")
    current, pending = read(client, arn, "AWSCURRENT"), read(client, arn, "AWSPENDING", token)
    if connection := login(pending):
        connection.close()
        return
    for member in ("username", "host"):
        if current[member] != pending[member]:
            raise ValueError(f"AWSPENDING has another {member} than AWSCURRENT")
    connection = login(current) or (previous and login(previous))
    if not connection:
        raise ValueError("no password of the secret logs in")
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(%s)", [pending["username"]])
        user = sql.SQL(cursor.fetchone()[0])
        cursor.execute(sql.SQL("ALTER USER {} WITH PASSWORD {}").format(user, sql.Literal(pending["password"])))


def test_secret(client, arn, token):
    connection = login(read(client, arn, "AWSPENDING", token))
    if not connection:
        raise ValueError("AWSPENDING does not log in")
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT NOW()")


def finish_secret(client, arn, token):
    versions = client.describe_secret(SecretId=arn)["VersionIdsToStages"]
    current = next(version for version, stages in versions.items() if "AWSCURRENT" in stages)
    client.update_secret_version_stage(
        SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current)


def read(client, arn, stage, token=None):
    which = {"VersionId": token} if token else {}
    answer = client.get_secret_value(SecretId=arn, VersionStage=stage, **which)
    return json.loads(answer["SecretString"])


def found(client, arn, stage, token=None):
    try:
        return read(client, arn, stage, token)
    except client.exceptions.ResourceNotFoundException:
        return None


def login(secret):
    """With a secret that does not say whether it wants TLS: with it, else without."""
    return connect(secret, "verify-full") or connect(secret, "disable")


def connect(secret, tls):
    try:
        return psycopg.connect(
            host=secret["host"], port=secret.get("port", 5432), user=secret["username"], password=secret["password"],
            dbname=secret.get("dbname", "postgres"), sslmode=tls, sslrootcert=os.environ["CA_BUNDLE"],
            connect_timeout=5)
    except psycopg.OperationalError:
        return None


STEPS = {
    "createSecret": create_secret,
    "setSecret": set_secret,
    "testSecret": test_secret,
    "finishSecret": finish_secret,
}

lambda_handler = handler(STEPS)
