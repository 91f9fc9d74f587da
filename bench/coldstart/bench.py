"""Measures cold starts of rotation functions as Lambda has them, and writes the table of docs/performance.md."""

import argparse
import pathlib
import shutil
import signal
import sys
import tempfile
import time
from collections import namedtuple

import keyturn
import machine
import markdown
import profiles
import report
import sample
import training
from artifacts import Artifacts, public_authorities
from sample import Size
from stage import Stage
from variants import VARIANTS, Launcher

PLACE = keyturn.HOME / "target/bench/coldstart"
# A round is disturbed when other processes had more than this share of the machine in one of its samples. The ticks by
# which the kernel counts the whole, where control groups have nanoseconds, are good for half of it.
DISTURBED = 0.10

# Rounds that must be quiet; how many are tried for one of them; warm rotations after each cold start; sizes.
Plan = namedtuple("Plan", "rounds tries warm sizes")
FULL = Plan(20, 2, 10, [Size(512), Size(1024)])
SHORT = FULL._replace(rounds=1, tries=1, warm=1)
# Half of its starts are recorded.
PROFILE = FULL._replace(rounds=10, sizes=FULL.sizes[:1])
SHORT_PROFILE = PROFILE._replace(rounds=SHORT.rounds, warm=SHORT.warm)
PROFILED = [variant for variant in VARIANTS if variant.language == "java" and not variant.environment]


def say(text):
    print(f"bench: {text} ...", file=sys.stderr, flush=True)


class Bench:
    def __init__(self, plan, stage, launcher):
        self.plan = plan
        self.stage = stage
        self.launcher = launcher
        self.rounds = []

    def run(self):
        """Rounds of every variant and size, until enough of them were quiet."""
        for number in range(1, self.plan.rounds * self.plan.tries + 1):
            say(f"round {number}, {len(self.quiet())} of {self.plan.rounds} are quiet")
            self.rounds.append(self.round(number))
            if len(self.quiet()) >= self.plan.rounds:
                break
        return self.rounds

    def quiet(self):
        return [each for each in self.rounds if each.foreign <= DISTURBED]

    def round(self, number):
        samples, foreign = {}, 0.0
        for size in self.plan.sizes:
            # Each follows another one in the next round.
            turn = number % len(VARIANTS)
            for variant in VARIANTS[turn:] + VARIANTS[:turn]:
                usage = Usage(self.stage.tree)
                samples[variant.name, size.megabytes] = self.sample(variant, size)
                foreign = max(foreign, usage.foreign())
        return report.Round(samples, foreign)

    def sample(self, variant, size):
        log = PLACE / f"{variant.size}-{'snapstart' if variant.snap_start else 'plain'}.log"
        return sample.take(
            self.stage, variant, self.launcher.launch(variant, size), size, self.plan.warm, log)


class Usage:
    """CPU time from its making on, of all that is not the benchmark's."""

    def __init__(self, tree):
        self.tree = tree
        self.began = time.perf_counter()
        self.busy = machine.busy_seconds()
        self.own = tree.all.cpu_seconds()

    def foreign(self):
        own = self.tree.all.cpu_seconds() - self.own
        spent = machine.busy_seconds() - self.busy - own
        return max(0.0, spent / (machine.CORES * (time.perf_counter() - self.began)))


def options():
    parser = argparse.ArgumentParser(prog="bench/coldstart/run", description=__doc__)
    parser.add_argument(
        "--short",
        action="store_true",
        help="only that all of it runs, the profile too: no figure of it means anything",
    )
    parser.add_argument(
        "--profile",
        action="store_true",
        help="instead: where the CPU time of the functions in Java goes",
    )
    parser.add_argument(
        "--rounds",
        type=int,
        metavar="N",
        help=f"rounds that must be quiet (default: {FULL.rounds})",
    )
    parser.add_argument(
        "--output",
        type=pathlib.Path,
        default=PLACE / "coldstart.md",
        metavar="FILE",
        help="where the tables go (default: target/bench/coldstart/coldstart.md)",
    )
    parser.add_argument(
        "--into",
        type=pathlib.Path,
        metavar="FILE",
        help=f"a document that gets the tables too, between {report.BEGIN} and {markdown.END}",
    )
    parser.add_argument("--jdk", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--runtime-classpath", required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def staged(asked, scratch, work):
    """What work makes of everything that runs and is deployed."""
    artifacts = Artifacts(PLACE / "artifacts", asked.jdk, asked.runtime_classpath)
    stage = Stage(scratch, keyturn.java_command(scratch))
    try:
        launcher = Launcher(
            stage,
            artifacts,
            stage.certificates.bundle(public_authorities()),
            stage.certificates.trust_store(asked.jdk),
        )
        training.train(stage, launcher, PLACE / "training.log")
        return work(stage, launcher)
    finally:
        stage.stop()


def measure(plan, stage, launcher):
    began = time.perf_counter()
    rounds = Bench(plan, stage, launcher).run()
    measured = report.Measured(rounds, launcher, stage.postgres.version())
    (PLACE / "samples.json").write_text(report.raw(measured))
    return report.text(plan, measured, DISTURBED, time.perf_counter() - began)


def profile(plan, stage, launcher):
    taken = {}
    for variant in PROFILED:
        say(f"{variant.name}, {plan.rounds} times")
        taken[variant.name] = profiles.take(stage, launcher, variant, plan, PLACE)
    return profiles.text(plan, taken, launcher)


# What is done by which plan, and where its text goes in a document.
Task = namedtuple("Task", "work plan begin")


def chosen(asked):
    if asked.short:
        tasks = [Task(measure, SHORT, report.BEGIN), Task(profile, SHORT_PROFILE, profiles.BEGIN)]
    elif asked.profile:
        tasks = [Task(profile, PROFILE, profiles.BEGIN)]
    else:
        tasks = [Task(measure, FULL, report.BEGIN)]
    if asked.rounds:
        tasks = [task._replace(plan=task.plan._replace(rounds=asked.rounds)) for task in tasks]
    return tasks


def main():
    asked = options()
    tasks = chosen(asked)
    # So that servers and groups end with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    PLACE.mkdir(parents=True, exist_ok=True)
    # PostgreSQL's owner must get there, and its socket's path be short.
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="keyturn-bench-"))
    scratch.chmod(0o711)
    try:
        texts = staged(asked, scratch, lambda *made: [task.work(task.plan, *made) for task in tasks])
    except RuntimeError as error:
        sys.exit(f"bench: {error}")
    finally:
        shutil.rmtree(scratch)
    asked.output.parent.mkdir(parents=True, exist_ok=True)
    asked.output.write_text("\n".join(texts))
    if asked.into:
        for task, text in zip(tasks, texts):
            markdown.put(text, asked.into, task.begin)
    print(*texts, sep="\n")


if __name__ == "__main__":
    main()
