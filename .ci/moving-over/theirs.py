"""A rotation function for PostgreSQL that keeps to what AWS's own keep to: the members of the secret, the variables, the
two strategies, the name of the second user, the order of the logins and the labels that it leaves. One user is rotated as
the benchmark of cold starts does it. With STUCK, a file, it stops before testSecret while that exists."""

import json
import os
import pathlib

import rotate
from psycopg import sql
from rotate import login, read

CLONE = "_clone"


def create_secret(client, arn, token):
    rotate.create_secret(client, arn, token, take_turns)


def take_turns(secret):
    if "masterarn" in secret:
        name = secret["username"]
        secret["username"] = name.removesuffix(CLONE) if name.endswith(CLONE) else name + CLONE


def set_secret(client, arn, token):
    current = read(client, arn, "AWSCURRENT")
    if "masterarn" not in current:
        rotate.set_secret(client, arn, token)
        return
    pending = read(client, arn, "AWSPENDING", token)
    if opened := login(pending):
        opened.close()
        return
    if not (opened := login(current)):
        raise ValueError("AWSCURRENT does not log in")
    opened.close()
    set_as_master(client, current, pending)


def set_as_master(client, current, pending):
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


def test_secret(client, arn, token):
    if pathlib.Path(os.environ["STUCK"]).exists():
        raise RuntimeError("stuck")
    rotate.test_secret(client, arn, token)


lambda_handler = rotate.handler(
    {**rotate.STEPS, "createSecret": create_secret, "setSecret": set_secret, "testSecret": test_secret})
