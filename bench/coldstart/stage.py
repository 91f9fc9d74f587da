"""What the functions find: Secrets Manager over TLS, PostgreSQL over TLS, a secret of their own, and who counts."""

import json
import queue
import secrets
import subprocess
import sys
import threading
import time
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

# Steps with their moments, what the servers counted, and the calls that came before the first step.
Rotation = namedtuple("Rotation", "steps counts primed")


class RotationFailedError(RuntimeError):
    """A rotation that has not done its work."""


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
        return self.events.get(timeout=PATIENCE)

    def calls_so_far(self):
        """Calls that were answered since events were last read."""
        time.sleep(0.05)
        calls = []
        while not self.events.empty():
            event = self.events.get()
            if event["type"] == "ApiCall":
                calls.append(event)
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
        self.running = []
        self.tree = Tree()
        try:
            folder = scratch / "postgres"
            folder.mkdir()
            self.certificates = Certificates(scratch)
            self.postgres = self.started(Postgres(folder, self.certificates))
            self.api = self.started(LambdaApi())
            self.service = self.started(Service(java, self.api.address))
            self.terminator = self.started(Terminator(self.certificates, self.service.port))
        except BaseException:
            self.stop()
            raise

    def started(self, server):
        self.running.append(server)
        return server

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

    def stop(self):
        for server in reversed(self.running):
            server.stop()
        self.tree.close()


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
        self.stage.service.calls_so_far()
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
        counts = Counts(calls, logins.connections, logins.all, logins.rejected)
        return Rotation(stage.api.environment.taken(), counts, primed)

    def await_end(self, version):
        """The numbers of calls that the function has made before its first step and since."""
        primed = calls = 0
        begun = False
        while True:
            event = self.stage.service.event()
            if event["type"] == "StepStarted":
                begun = True
            elif event["type"] == "ApiCall" and event["operation"] != "RotateSecret":
                primed, calls = (primed, calls + 1) if begun else (primed + 1, calls)
            elif event["type"] in OVER and event["version"] == version:
                break
        if event["type"] != OVER[0]:
            raise RotationFailedError(f"the rotation failed: {event.get('cause')}")
        return primed, calls + len(self.stage.service.calls_so_far())

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
