"""Starts what Keyturn is measured by: moto_server, and the load generator."""

import json
import pathlib
import socket
import subprocess
import sys
import time

from keyturn import PATIENCE, Server, ask


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
