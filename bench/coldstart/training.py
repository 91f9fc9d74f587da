"""Makes the AOT caches, each by a process that does what will be done later, and then ends.

https://openjdk.org/jeps/514"""

import sys

from sample import Size
from sandbox import Sandbox, SandboxError

# The heap's size does not matter to a cache.
SIZE = Size(512)
EVENT = b"{}"


def train(stage, launcher, log):
    for name, work in (("runtime", nothing), ("function", rotation)):
        print(f"bench: an AOT cache of the {name}'s classes ...", file=sys.stderr, flush=True)
        work(stage, launcher.training(name, SIZE), log)
        if not launcher.cache(name).exists():
            raise SandboxError(f"the JVM has made no cache at its end; its log is {log}")


def nothing(stage, launch, log):
    sandbox = Sandbox(launch, stage.api, stage.tree.function, log)
    try:
        sandbox.environment.invoke(EVENT)
        sandbox.end()
    finally:
        sandbox.kill()


def rotation(stage, launch, log):
    secret = stage.create_secret()
    secret.prepare()
    sandbox = Sandbox(launch, stage.api, stage.tree.function, log)
    try:
        secret.rotate()
        sandbox.end()
    finally:
        sandbox.kill()
