"""Starts Keyturn's service as its launcher does."""

import http.client
import json
import os
import pathlib
import re
import shutil
import subprocess
import time

HOME = pathlib.Path(__file__).resolve().parents[2]
LAUNCHER = HOME / "keyturn"
AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/secretsmanager/aws4_request,"
    " SignedHeaders=host, Signature=0"
)
PATIENCE = 60


def jdk():
    """The home of the JDK that the launcher takes."""
    if os.environ.get("JAVA_HOME"):
        return pathlib.Path(os.environ["JAVA_HOME"])
    return pathlib.Path(shutil.which("java")).resolve().parents[1]


def stand_in(folder, program):
    """A JDK for the launcher whose java is another program."""
    (folder / "bin").mkdir(parents=True)
    shutil.copy(jdk() / "release", folder / "release")
    # No link, which the launcher would follow to another release.
    shutil.copy(program, folder / "bin" / "java")
    return {**os.environ, "JAVA_HOME": str(folder)}


def java_command(scratch):
    """The command that the launcher becomes to serve, up to that word."""
    program = scratch / "arguments"
    program.write_text("#!/bin/sh\nprintf '%s\\0' \"$@\"\n")
    program.chmod(0o755)
    told = subprocess.run(
        [LAUNCHER, "serve"],
        env=stand_in(scratch / "telling", program),
        check=True,
        stdout=subprocess.PIPE,
    ).stdout
    return [str(jdk() / "bin" / "java"), *told.decode().split("\0")[:-2]]


class RefusedError(RuntimeError):
    """What the service answered in place of a result."""


def call(port, operation, **members):
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(
            "POST",
            "/",
            json.dumps(members),
            {
                "X-Amz-Target": f"secretsmanager.{operation}",
                "Content-Type": "application/x-amz-json-1.1",
                "Authorization": AUTHORIZATION,
            },
        )
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise RefusedError(f"port {port} answered {operation} with {answer.status}")
    return body


def ask(port, operation="ListSecrets"):
    """Whether somebody listens and answers."""
    try:
        call(port, operation)
    except ConnectionRefusedError:
        return False
    return True


class Server:
    """A process that answers on a port; the moments are seconds since just before its exec."""

    def __init__(self, command, **options):
        self.began = time.perf_counter()
        self.process = subprocess.Popen(command, text=True, **options)
        self.pid = self.process.pid

    def since_exec(self):
        return time.perf_counter() - self.began

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}"

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Keyturn(Server):
    """The service, at once when it is ready and has answered."""

    def __init__(self, command, *arguments):
        super().__init__([*command, "serve", "--port", "0", *arguments], stdout=subprocess.PIPE)
        line = self.process.stdout.readline()
        self.ready = self.since_exec()
        found = re.search(r" at http://127\.0\.0\.1:(\d+)$", line.strip())
        if not found:
            self.stop()
            raise RuntimeError(f"{command[0]} serve said: {line!r}")
        self.port = int(found.group(1))
        ask(self.port)
        self.answered = self.since_exec()
