"""Starts what is measured: Keyturn as its launcher does, moto_server, and the load generator."""

import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
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


def ask(port, operation="ListSecrets"):
    """One request on a connection of its own; nothing if nobody listens."""
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request(
            "POST",
            "/",
            "{}",
            {
                "X-Amz-Target": f"secretsmanager.{operation}",
                "Content-Type": "application/x-amz-json-1.1",
                "Authorization": AUTHORIZATION,
            },
        )
        answer = connection.getresponse()
        answer.read()
    except ConnectionRefusedError:
        return False
    if answer.status != 200:
        raise RuntimeError(f"port {port} answered {operation} with {answer.status}")
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


class Moto(Server):
    """moto_server, which does not say when it is ready."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        program = pathlib.Path(sys.executable).parent / "moto_server"
        super().__init__(
            [program, "-H", "127.0.0.1", "-p", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while not ask(self.port):
            if self.process.poll() is not None or self.since_exec() > PATIENCE:
                raise RuntimeError("moto_server does not start")
            time.sleep(0.002)
        self.answered = self.since_exec()


class Generator:
    """The load generator, one process for all rounds, so that its own start is in none of them."""

    def __init__(self, command):
        self.process = subprocess.Popen(
            [*command, "dev.keyturn.bench.LoadGenerator"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.pid = self.process.pid

    def run(self, **members):
        self.process.stdin.write(json.dumps(members) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the load generator ended; what it met stands above")
        return json.loads(line)

    def stop(self):
        self.process.stdin.close()
        self.process.wait(PATIENCE)
