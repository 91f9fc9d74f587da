"""The tables, in Markdown."""

import json
import platform
from collections import namedtuple
from importlib.metadata import version
from statistics import median, quantiles

import artifacts as made
import markdown
from markdown import java_version, number, table
from quota import PERIOD_MICROS
from variants import VARIANTS

BEGIN = "<!-- bench/coldstart -->"
MEGABYTE = 1_000_000
PEER = VARIANTS[0]

SNAPSHOT = (
    "‡ From the primed state: neither the start before the snapshot nor the restore itself is in it, but what runs"
    " after the restore is. The sum is compared with Python's first createSecret."
    " CPU of init is that of the start before the snapshot."
)

# Samples by the variant's name and the megabytes; the largest share that other processes had during one of them.
Round = namedtuple("Round", "samples foreign")
Measured = namedtuple("Measured", "rounds launcher postgres")


def text(plan, measured, disturbed, seconds):
    quiet = [each for each in measured.rounds if each.foreign <= disturbed]
    enough = len(quiet) >= plan.rounds
    rounds = quiet if enough else measured.rounds
    parts = [where(measured, rounds, disturbed, enough, seconds)]
    for size in plan.sizes:
        parts.append(f"{size.megabytes} MB, {size.cores:.2f} core:")
        parts.append(times(Samples(rounds, size.megabytes)))
    smallest = plan.sizes[0].megabytes
    parts.append(f"What it takes, at {smallest} MB:")
    parts.append(costs(Samples(rounds, smallest), measured))
    parts.append(SNAPSHOT)
    return "\n\n".join(parts) + "\n"


def raw(measured):
    """Every sample, as JSON, for other questions than those of the tables."""
    return json.dumps(
        [
            {"foreign": each.foreign, "variant": name, "megabytes": megabytes, **sample._asdict()}
            for each in measured.rounds
            for (name, megabytes), sample in each.samples.items()
        ],
        indent=1,
    )


def where(measured, rounds, disturbed, enough, seconds):
    java = measured.launcher.artifacts.jdk / "bin/java"
    thrown = len(measured.rounds) - len(rounds)
    quiet = (
        f"{thrown} more rounds were thrown out, because other processes had more than {disturbed:.0%} of the machine."
        if enough
        else f"Other processes had more than {disturbed:.0%} of the machine in too many rounds; all were counted."
    )
    return (
        f"{markdown.where()}, JDK {java_version(java)}, runtime interface client {client(measured)}, PostgreSQL"
        f" {measured.postgres}; Python {platform.python_version()}, awslambdaric {version('awslambdaric')}, boto3"
        f" {version('boto3')}, psycopg {version('psycopg')}. Quota by periods of {PERIOD_MICROS // 1000} ms. Medians"
        f" of {len(rounds)} rounds, in brackets their quartiles; {seconds / 60:.0f} minutes in all. {quiet}"
    )


def client(measured):
    jar = next(jar for jar in measured.launcher.artifacts.runtime if "runtime-interface-client" in jar.name)
    return jar.stem.rsplit("-", 1)[1]


class Samples:
    """Of one size, by variant and member."""

    def __init__(self, rounds, megabytes):
        self.rounds = rounds
        self.megabytes = megabytes

    def of(self, variant, member):
        return [member(each.samples[variant.name, self.megabytes]) for each in self.rounds]

    def spread(self, variant, member, scale=1000):
        values = [value * scale for value in self.of(variant, member)]
        low, middle, high = quantiles(values, method="inclusive") if len(values) > 1 else values * 3
        return f"{number(middle)} ({number(low)}–{number(high)})"

    def ratio(self, variant, member, peers=None):
        peer = median(self.of(PEER, peers or member))
        return f"{median(self.of(variant, member)) / peer:.2f}"

    def same(self, variant, member):
        """One number, unless it differs."""
        values = sorted(set(self.of(variant, member)))
        return str(values[0]) if len(values) == 1 else f"{values[0]}–{values[-1]}"


def init(sample):
    return sample.init


def create(sample):
    return sample.create


def start(sample):
    return sample.init + sample.create


def first(sample):
    return sample.first


def warm(sample):
    return sample.warm


def times(samples):
    heads = [
        "function", "init, ms", "first createSecret, ms", "sum, ms", "to Python's", "first rotation, ms", "to Python's",
        "warm rotation, ms", "to Python's", "billed, GB-ms"]
    rows = []
    for variant in VARIANTS:
        mark = " ‡" if variant.snap_start else ""
        rows.append([
            variant.name,
            samples.spread(variant, init) + mark,
            samples.spread(variant, create),
            samples.spread(variant, start) + mark,
            # A snapshot's function is compared with one that has started.
            samples.ratio(variant, start, create if variant.snap_start else start) + mark,
            samples.spread(variant, first),
            samples.ratio(variant, first),
            samples.spread(variant, warm),
            samples.ratio(variant, warm),
            samples.spread(variant, lambda sample: sample.billed, 1) + mark])
    return table(heads, rows)


def costs(samples, measured):
    heads = [
        "function", "AWS calls", "connections", "logins", "with a wrong password", "AWS calls of priming",
        "artifact, MB", "peak memory, MB", "after warm rotations", "CPU of init, ms", "of the first rotation, ms",
        "of a warm one, ms"]
    sizes = measured.launcher.artifacts.sizes()
    rows = []
    for variant in VARIANTS:
        rows.append([
            variant.name,
            *(samples.same(variant, lambda sample, at=at: sample.counts[at]) for at in range(4)),
            samples.same(variant, lambda sample: sample.primed),
            artifact(variant, measured.launcher, sizes[variant.size]),
            samples.spread(variant, lambda sample: sample.peak_first, 1),
            samples.spread(variant, lambda sample: sample.peak_warm, 1),
            samples.spread(variant, lambda sample: sample.cpu_init),
            samples.spread(variant, lambda sample: sample.cpu_first),
            samples.spread(variant, lambda sample: sample.cpu_warm)])
    return table(heads, rows)


def artifact(variant, launcher, size):
    size = f"{size / MEGABYTE:.1f}"
    if variant.cache != "function":
        return size
    cache = launcher.cache(variant.cache)
    return f"{size} + {made.zipped_bytes([(cache, cache.name)]) / MEGABYTE:.1f} of cache"
