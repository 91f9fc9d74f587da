"""A rotation function as AWS's own are written: four steps, the service found by SECRETS_MANAGER_ENDPOINT. What it
protects is a file, whose content is the password."""

import json
import logging
import os
import pathlib

import boto3

logger = logging.getLogger()
logger.setLevel(logging.INFO)


def lambda_handler(event, context):
    arn, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    client = boto3.client("secretsmanager", endpoint_url=os.environ["SECRETS_MANAGER_ENDPOINT"])
    metadata = client.describe_secret(SecretId=arn)
    stages = metadata["VersionIdsToStages"].get(token)
    if not metadata.get("RotationEnabled") or stages is None:
        raise ValueError(f"{arn} is not rotated with version {token}")
    if "AWSCURRENT" in stages:
        return
    if "AWSPENDING" not in stages:
        raise ValueError(f"version {token} is not AWSPENDING")
    logger.info("märchen: %s for %s ms", step, context.get_remaining_time_in_millis() > 0)
    STEPS[step](client, arn, token)


def create_secret(client, arn, token):
    current = read(client, arn, "AWSCURRENT")
    try:
        client.get_secret_value(SecretId=arn, VersionId=token, VersionStage="AWSPENDING")
    except client.exceptions.ResourceNotFoundException:
        length = int(os.environ.get("PASSWORD_LENGTH", "32"))
        current["password"] = client.get_random_password(PasswordLength=length, ExcludePunctuation=True)["RandomPassword"]
        client.put_secret_value(
            SecretId=arn, ClientRequestToken=token, SecretString=json.dumps(current), VersionStages=["AWSPENDING"])


def set_secret(client, arn, token):
    pending = read(client, arn, "AWSPENDING", token)
    door = pathlib.Path(pending["file"])
    if door.read_text() not in (read(client, arn, "AWSCURRENT")["password"], pending["password"]):
        raise PermissionError("the file has another password")
    door.write_text(pending["password"])


def test_secret(client, arn, token):
    pending = read(client, arn, "AWSPENDING", token)
    if pathlib.Path(pending["file"]).read_text() != pending["password"]:
        raise PermissionError("the new password does not fit")


def finish_secret(client, arn, token):
    versions = client.describe_secret(SecretId=arn)["VersionIdsToStages"]
    current = next(version for version, stages in versions.items() if "AWSCURRENT" in stages)
    client.update_secret_version_stage(
        SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current)


def read(client, arn, stage, token=None):
    version = {"VersionId": token} if token else {}
    return json.loads(client.get_secret_value(SecretId=arn, VersionStage=stage, **version)["SecretString"])


STEPS = {
    "createSecret": create_secret,
    "setSecret": set_secret,
    "testSecret": test_secret,
    "finishSecret": finish_secret,
}
