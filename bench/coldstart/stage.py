"""What the functions find: Secrets Manager over TLS, PostgreSQL over TLS, a secret of their own, and who counts."""

import contextlib
import json
import queue
import secrets
import subprocess
import sys
import threading
import uuid
from collections import namedtuple

import keyturn
from certificates import ADDRESS, Certificates
from counts import Counts
from lambda_api import ARN, LambdaApi
from postgres import Postgres
from quota import Tree

PATIENCE = 60
OVER = ("RotationSucceeded", "RotationFailed", "RotationAbandoned")

# Steps with their moments, what the servers counted, and the calls of the steps and of what came before.
Rotation = namedtuple("Rotation", "steps counts calls primed")


class RotationFailedError(RuntimeError):
    """A rotation that has not done its work."""


def told(call):
    """An operation, and the error that it was answered with."""
    return call["operation"] + (f" ({call['error']})" if "error" in call else "")


class Service(keyturn.Keyturn):
    """Keyturn's service, with what it tells of itself."""

    def __init__(self, command, function):
        super().__init__(
            command, "--function", f"Rotator=http://{function}/Rotator", "--retry-attempts", "1", "--events", "-")
        self.events = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.events.put(json.loads(line))

    def event(self):
        try:
            return self.events.get(timeout=PATIENCE)
        except queue.Empty as empty:
            raise RotationFailedError(f"the service has told of nothing for {PATIENCE} s") from empty

    def calls_until_now(self):
        """Calls of which nobody has read yet: those before one that only the reader knows."""
        mark = f"mark-{uuid.uuid4()}"
        with contextlib.suppress(keyturn.RefusedError):
            keyturn.call(self.port, "DescribeSecret", SecretId=mark)
        calls = []
        while (event := self.event()).get("secret") != mark:
            if event["type"] == "ApiCall":
                calls.append(told(event))
        return calls


class Terminator:
    def __init__(self, certificates, port):
        command = [sys.executable, keyturn.HOME / "bench/coldstart/terminator.py"]
        self.process = subprocess.Popen(
            [*command, certificates.chain, certificates.key, str(port)], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)


class Stage:
    def __init__(self, scratch, java):
        with contextlib.ExitStack() as running:
            self.tree = Tree()
            running.callback(self.tree.close)
            self.certificates = Certificates(scratch)
            self.postgres = Postgres(scratch / "postgres", self.certificates)
            running.callback(self.postgres.stop)
            self.postgres.start()
            self.api = LambdaApi()
            running.callback(self.api.stop)
            self.service = Service(java, self.api.address)
            running.callback(self.service.stop)
            self.terminator = Terminator(self.certificates, self.service.port)
            running.callback(self.terminator.stop)
            # Nothing failed.
            self.stop = running.pop_all().close

    @property
    def endpoint(self):
        return f"https://{ADDRESS}:{self.terminator.port}"

    def call(self, operation, **members):
        return json.loads(keyturn.call(self.service.port, operation, **members))

    def create_secret(self):
        """A new user with a secret that has been rotated before: AWSPREVIOUS is there."""
        user = f"app_{secrets.token_hex(6)}"
        secret = {
            "engine": "postgres", "host": ADDRESS, "port": self.postgres.port, "dbname": "postgres", "username": user,
            "password": secrets.token_hex(16)}
        self.postgres.create_user(user, secret["password"])
        older = {**secret, "password": secrets.token_hex(16)}
        created = self.call(
            "CreateSecret", Name=user, SecretString=json.dumps(older), ClientRequestToken=str(uuid.uuid4()))
        self.call(
            "PutSecretValue", SecretId=created["ARN"], SecretString=json.dumps(secret),
            ClientRequestToken=str(uuid.uuid4()))
        return Secret(self, created["ARN"], user)


class Secret:
    def __init__(self, stage, arn, user):
        self.stage = stage
        self.arn = arn
        self.user = user

    def current(self):
        answer = self.stage.call("GetSecretValue", SecretId=self.arn)
        return answer["VersionId"], json.loads(answer["SecretString"])

    def prepare(self):
        """All that a rotation is compared with, before the function starts or goes on."""
        _, self.before = self.current()
        self.stage.service.calls_until_now()
        self.stage.postgres.logins(self.user)

    def rotate(self):
        """A whole rotation, once it is prepared; its end is checked."""
        stage = self.stage
        version = str(uuid.uuid4())
        stage.call(
            "RotateSecret", SecretId=self.arn, RotationLambdaARN=ARN, ClientRequestToken=version,
            RotationRules={"AutomaticallyAfterDays": 30})
        primed, calls = self.await_end(version)
        logins = stage.postgres.logins(self.user)
        self.check(version, self.before)
        counts = Counts(len(calls), logins.connections, logins.all, logins.rejected)
        return Rotation(stage.api.environment.taken(), counts, calls, primed)

    def await_end(self, version):
        """The calls that the function has made before its first step and since."""
        primed, calls = [], []
        begun = False
        while True:
            event = self.stage.service.event()
            if event["type"] == "StepStarted":
                begun = True
            elif event["type"] == "ApiCall" and event["operation"] != "RotateSecret":
                (calls if begun else primed).append(told(event))
            elif event["type"] in OVER and event["version"] == version:
                break
        if event["type"] != OVER[0]:
            raise RotationFailedError(f"the rotation failed: {event.get('cause')}")
        return primed, calls + self.stage.service.calls_until_now()

    def check(self, version, before):
        stored, after = self.current()
        if stored != version:
            raise RotationFailedError("AWSCURRENT has not moved")
        if after["password"] == before["password"]:
            raise RotationFailedError("the password is the same")
        if not self.stage.postgres.accepts(after):
            raise RotationFailedError("the new password does not log in")
        if self.stage.postgres.accepts(before):
            raise RotationFailedError("the old password still logs in")
