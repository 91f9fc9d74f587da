"""One cold start, the rotation after it, and warm ones."""

import math
from collections import namedtuple
from statistics import median

import counts
from sandbox import Sandbox

# Seconds, megabytes, and what the servers counted.
Sample = namedtuple(
    "Sample",
    "init create first warm peak_first peak_warm cpu_init cpu_first cpu_warm counts primed billed",
)


class Size(namedtuple("Size", "megabytes")):
    @property
    def cores(self):
        """https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html: one core for 1,769 MB."""
        return self.megabytes / 1769


def seconds(step):
    return step.ended - step.began


def whole(rotation):
    """What Lambda would call the durations of the four invocations."""
    return sum(seconds(step) for step in rotation.steps)


def billed(init, rotation, size):
    """GB-milliseconds: each duration is rounded up to a millisecond."""
    millis = math.ceil(init * 1000) + sum(math.ceil(seconds(step) * 1000) for step in rotation.steps)
    return millis * size.megabytes / 1024


def rotate(secret, variant):
    rotation = secret.rotate()
    counts.check(variant.name, rotation, variant.expectation)
    return rotation


def take(stage, variant, launch, size, warm_rotations, log):
    secret = stage.create_secret()
    secret.prepare()
    sandbox = Sandbox(launch, stage.api, stage.tree.function, log)
    try:
        cpu = [sandbox.cpu_seconds()]
        sandbox.group.limit(size.cores)
        first = rotate(secret, variant)
        cpu.append(sandbox.cpu_seconds())
        peak_first = sandbox.peak_megabytes()
        warm = []
        for _ in range(warm_rotations):
            secret.prepare()
            warm.append(rotate(secret, variant))
        cpu.append(sandbox.cpu_seconds())
        return Sample(
            init=sandbox.ready_seconds,
            create=seconds(first.steps[0]),
            first=whole(first),
            warm=median(whole(rotation) for rotation in warm),
            peak_first=peak_first,
            peak_warm=sandbox.peak_megabytes(),
            cpu_init=cpu[0],
            cpu_first=cpu[1] - cpu[0],
            cpu_warm=(cpu[2] - cpu[1]) / warm_rotations,
            counts=first.counts,
            primed=len(first.primed),
            billed=billed(sandbox.ready_seconds, first, size),
        )
    finally:
        sandbox.kill()
