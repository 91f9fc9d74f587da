"""One process of a function, cold from its start."""

import os
import signal
import subprocess
import time

from lambda_api import SandboxError

PATIENCE = 60
# A JVM that has been trained writes its cache when it ends.
TRAINING_PATIENCE = 300


def peak_megabytes(pids):
    """What each has had at most, summed up."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/status") as status:
            total += sum(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
    return total / 1024


class Sandbox:
    def __init__(self, launch, api, group, log):
        self.group = group
        self.log = log
        self.environment = api.fresh()
        self.cpu_before = group.cpu_seconds()
        group.limit(None)
        with log.open("wb") as output:
            self.started = time.perf_counter()
            self.process = subprocess.Popen(
                group.entering(launch.command),
                cwd=launch.folder,
                env={**launch.environment, "AWS_LAMBDA_RUNTIME_API": api.address},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self.environment.process = self.process
        try:
            self.await_ready()
        except BaseException:
            self.kill()
            raise

    def await_ready(self):
        deadline = self.started + PATIENCE
        while not self.environment.asked.wait(0.1):
            if self.process.poll() is not None or time.perf_counter() > deadline:
                raise self.failed("does not ask for an event")
        if self.environment.failure:
            raise self.failed(f"tells an error of its start: {self.environment.failure}")
        # After a restore that is all that is left of the start.
        self.ready_seconds = self.environment.asked_at - (self.environment.restored_at or self.started)

    def failed(self, what):
        return SandboxError(f"the function {what}; its log is {self.log}")

    def cpu_seconds(self):
        """Since the start."""
        return self.group.cpu_seconds() - self.cpu_before

    def peak_megabytes(self):
        return peak_megabytes(self.group.processes())

    def end(self):
        """Lets the process do what it does at its end."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(TRAINING_PATIENCE)
        while self.group.processes():
            time.sleep(0.05)

    def kill(self):
        for pid in self.group.processes():
            try:
                # Those that it has started too.
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait(PATIENCE)
        self.environment.close()
        while self.group.processes():
            time.sleep(0.005)
