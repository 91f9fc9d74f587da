"""Where the CPU time of a function goes: by thread, as the kernel counts it, and in Java by what it is spent on, as JDK
Flight Recorder samples it (https://openjdk.org/jeps/509). Each from starts of its own, since a recording costs time too."""

import collections
import pathlib
import subprocess
import time
from statistics import median

import keyturn
from markdown import java_version, number, table, where
from sandbox import Sandbox

BEGIN = "<!-- bench/coldstart --profile -->"
PHASES = ("init", "first rotation", "warm rotation")
SAMPLES = keyturn.HOME / "bench/coldstart/java/Samples.java"
SETTINGS = "+jdk.CPUTimeSample#enabled=true,+jdk.CPUTimeSample#throttle=500us"

# By the names that the kernel cuts to 15 characters; whatever else a JVM has is a thread of Java's.
COMPILER = "the quick compiler"
MACHINE = "collector, and the rest of the JVM"
JAVA = "Java"
MACHINE_THREADS = ("VM ", "GC ", "Signal", "Service", "Monitor", "Notification", "Reference", "Finalizer", "Common")

# The first that has a frame in a stack, or two, names what the stack is for.
PURPOSES = (
    ("loading, linking and initializing classes",
     lambda names: any(name.endswith(".<clinit>") for name in names) or has(
         names, "java.lang.ClassLoader.loadClass", "java.lang.Class.forName", "java.lang.invoke.MethodHandleNatives.")),
    ("SCRAM: its rounds of HMAC",
     lambda names: has(names, "org.postgresql.shaded.com.ongres.", "dev.keyturn.rotators.postgres.Verifier")),
    ("TLS with PostgreSQL", lambda names: has(names, "sun.security.ssl.") and has(names, "org.postgresql.")),
    ("PostgreSQL's driver, the rest", lambda names: has(names, "org.postgresql.")),
    ("TLS with Secrets Manager", lambda names: has(names, "sun.security.ssl.")),
    ("HTTP", lambda names: has(names, "sun.net.www.")),
    ("the AWS SDK, the rest", lambda names: has(names, "software.amazon.awssdk.")),
    ("Keyturn, the rest", lambda names: has(names, "dev.keyturn.")),
    ("the runtime interface client, the rest", lambda names: has(names, "com.amazonaws.services.lambda.")),
    ("the rest", lambda names: True),
)


def has(names, *prefixes):
    return any(name.startswith(prefixes) for name in names)


class Profile:
    """Of one variant: CPU seconds by phase and thread, and shares of Java's by phase and purpose."""

    def __init__(self):
        self.threads = {phase: collections.defaultdict(list) for phase in PHASES}
        self.purposes = {phase: collections.Counter() for phase in PHASES}
        self.interpreted = {phase: collections.Counter() for phase in PHASES}


def take(stage, launcher, variant, plan, place):
    profile = Profile()
    size = plan.sizes[0]
    for _ in range(plan.rounds):
        count_threads(profile, stage, launcher.launch(variant, size), size, plan.warm, place / "profile.log")
        sample(profile, stage, launcher, variant, size, plan.warm, place)
    return profile


def run(stage, launch, size, warm, log, at_end_of_phase):
    """A start and its rotations; tells the end of each phase."""
    secret = stage.create_secret()
    secret.prepare()
    sandbox = Sandbox(launch, stage.api, stage.tree.function, log)
    try:
        at_end_of_phase(sandbox, PHASES[0], 1)
        sandbox.group.limit(size.cores)
        secret.rotate()
        at_end_of_phase(sandbox, PHASES[1], 1)
        for _ in range(warm):
            secret.prepare()
            secret.rotate()
        at_end_of_phase(sandbox, PHASES[2], warm)
        sandbox.group.limit(None)
        sandbox.end()
    finally:
        sandbox.kill()


def count_threads(profile, stage, launch, size, warm, log):
    before = collections.Counter()

    def note(sandbox, phase, rotations):
        now = cpu_of_threads(sandbox)
        for thread in now:
            profile.threads[phase][thread].append((now[thread] - before[thread]) / rotations)
        before.clear()
        before.update(now)

    run(stage, launch, size, warm, log, note)


def cpu_of_threads(sandbox):
    """Seconds by kind of thread. Those that have ended, be it just now, were Java's."""
    total = sandbox.cpu_seconds()
    seconds = collections.Counter({COMPILER: 0.0, MACHINE: 0.0})
    for pid in sandbox.group.processes():
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            try:
                kind = kind_of((task / "comm").read_text())
                spent = int((task / "schedstat").read_text().split()[0]) / 1e9
            except (FileNotFoundError, ProcessLookupError):
                continue
            if kind != JAVA:
                seconds[kind] += spent
    seconds[JAVA] = total - seconds[COMPILER] - seconds[MACHINE]
    return seconds


def kind_of(name):
    if name.startswith(("C1 ", "C2 ")):
        return COMPILER
    return MACHINE if name.startswith(MACHINE_THREADS) else JAVA


def sample(profile, stage, launcher, variant, size, warm, place):
    recording = place / "profile.jfr"
    ends = []
    launch = launcher.recorded(variant, size, recording, SETTINGS)
    run(stage, launch, size, warm, place / "profile.log", lambda sandbox, phase, rotations: ends.append(time.time()))
    for line in samples(launcher.artifacts.jdk, recording):
        count(profile, ends, *line.split("\t"))
    recording.unlink()


def samples(jdk, recording):
    printed = subprocess.run(
        [jdk / "bin/java", SAMPLES, recording], check=True, stdout=subprocess.PIPE, text=True)
    return printed.stdout.splitlines()


def count(profile, ends, moment, kind, *names):
    phase = next((phase for phase, end in zip(PHASES, ends) if float(moment) <= end), None)
    if phase is None or has(names, "jdk.jfr."):
        return
    purpose = next(purpose for purpose, matches in PURPOSES if matches(names))
    profile.purposes[phase][purpose] += 1
    if kind == "Interpreted":
        profile.interpreted[phase][purpose] += 1


def text(plan, profiles, launcher):
    """Tables of profiles by the name of their variant."""
    parts = [
        f"{where()}, JDK {java_version(launcher.artifacts.jdk / 'bin/java')}. {plan.rounds} starts of each function"
        f" with {plan.sizes[0].megabytes} MB, and as many that were recorded, each with {plan.warm} warm rotations."]
    for name, profile in profiles.items():
        parts += [f"{name}, CPU time by thread, ms (medians):", by_thread(profile)]
        parts += ["Java's by what it is for, % (of it interpreted):", by_purpose(profile)]
    return "\n\n".join(parts) + "\n"


def by_thread(profile):
    rows = [
        [kind, *(number(median(profile.threads[phase][kind]) * 1000) for phase in PHASES)]
        for kind in (JAVA, COMPILER, MACHINE)
    ]
    return table(["threads", *PHASES], rows)


def by_purpose(profile):
    rows = []
    for purpose, _ in PURPOSES:
        cells = []
        for phase in PHASES:
            total = sum(profile.purposes[phase].values())
            share = 100 * profile.purposes[phase][purpose] / total
            interpreted = 100 * profile.interpreted[phase][purpose] / total
            cells.append(f"{number(share)} ({number(interpreted)})")
        rows.append([purpose, *cells])
    return table(["what it is for", *PHASES], rows)

