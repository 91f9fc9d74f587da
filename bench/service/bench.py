"""Measures the embedded service beside moto_server, and writes the tables of docs/performance.md."""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile
import time
from collections import namedtuple
from statistics import median

import keyturn
import machine
import markdown
import report
import servers

ROTATOR = "arn:aws:lambda:us-east-1:123456789012:function:Rotator"
OPERATIONS = ["GetSecretValue", "PutSecretValue", "DescribeSecret", "RotateSecret"]
CHANGING = ["PutSecretValue", "RotateSecret"]
CONNECTIONS = [1, 32]

# Rounds that must count, and how many are tried for each that does; seconds of warm-up and of counting in each; seconds of
# warm-up before the first; secrets called in a round; starts; secrets in memory, for Keyturn and for moto; secrets in each
# simulated year.
Size = namedtuple("Size", "rounds tries warm_up time first secrets starts many many_moto years")
FULL = Size(5, 2, 1.0, 4.0, 10.0, 500, 15, 100_000, 10_000, [100, 1_000, 10_000])
SHORT = Size(1, 1, 0.1, 0.5, 0.1, 32, 1, 1_000, 200, [10])

# A round is disturbed when other processes had more than this share of the machine.
DISTURBED = 0.05

Load = namedtuple("Load", "per_second p50 p99 cpu_micros quiet")
Peer = namedtuple("Peer", "name server function")


def say(text):
    print(f"bench: {text} ...", file=sys.stderr, flush=True)


class Bench:
    def __init__(self, size, test_classes, scratch):
        self.size = size
        self.scratch = scratch
        self.java = keyturn.java_command(scratch)
        self.rotator = f"Rotator=class:{test_classes[0]}!dev.keyturn.bench.InstantRotator"
        self.jvm = [self.java[0], "-cp", ":".join(test_classes)]
        self.made = 0

    def keyturn(self, *arguments):
        return keyturn.Keyturn(self.java, "--function", self.rotator, *arguments)

    def peers(self):
        """In memory, with --data where serve has it, and moto."""
        told = subprocess.run(
            [*self.java, "serve", "--help"], check=True, stdout=subprocess.PIPE, text=True
        ).stdout
        yield Peer("memory", self.keyturn(), ROTATOR)
        if "--data=" in told:
            yield Peer("data", self.keyturn("--data", str(self.scratch / "data")), ROTATOR)
        yield Peer("moto", servers.Moto(), None)

    # Load

    def load(self):
        peers = []
        generator = servers.Generator(self.jvm)
        try:
            for peer in self.peers():
                peers.append(peer)
                self.create(generator, peer, "read/", self.size.secrets)
            return {
                (operation, connections): self.operation(generator, peers, operation, connections)
                for operation in OPERATIONS
                for connections in CONNECTIONS
            }
        finally:
            for peer in peers:
                peer.server.stop()
            generator.stop()

    def operation(self, generator, peers, operation, connections):
        say(f"{operation} by {connections}")
        for peer in peers:
            self.round(generator, peer, operation, connections, self.size.first, 0.1)
        rounds = {peer.name: [] for peer in peers}
        for _ in range(self.size.rounds * self.size.tries):
            for peer in peers:
                if self.quiet(rounds[peer.name]) < self.size.rounds:
                    rounds[peer.name].append(
                        self.round(
                            generator,
                            peer,
                            operation,
                            connections,
                            self.size.warm_up,
                            self.size.time,
                        )
                    )
        return {name: self.middle(all_rounds) for name, all_rounds in rounds.items()}

    @staticmethod
    def quiet(rounds):
        return sum(each.quiet for each in rounds)

    def middle(self, rounds):
        """The medians of the quiet rounds, or of all if too few were quiet."""
        enough = self.quiet(rounds) >= self.size.rounds
        counted = [each for each in rounds if each.quiet or not enough]
        values = [median(each[i] for each in counted) for i in range(4)]
        return Load(*values, enough)

    def round(self, generator, peer, operation, connections, warm_up, seconds):
        secrets = "read/"
        if operation in CHANGING:
            # Of their own, since a secret's versions add up.
            self.made += 1
            secrets = f"{operation}/{self.made}/"
            self.create(generator, peer, secrets, self.size.secrets)
        pid = peer.server.pid
        usage = machine.Usage(time.perf_counter, pid, generator.pid)
        told = generator.run(
            endpoint=peer.server.endpoint,
            operation=operation,
            connections=connections,
            secrets=secrets,
            count=self.size.secrets,
            warmUp=warm_up,
            time=seconds,
            function=peer.function if operation == "RotateSecret" else None,
        )
        micros = usage.of(pid) * 1e6 / told["requests"]
        quiet = usage.foreign() <= DISTURBED
        return Load(told["perSecond"], told["p50"], told["p99"], micros, quiet)

    @staticmethod
    def create(generator, peer, secrets, count):
        """By one connection: moto answers 500 to some of those who create at once."""
        generator.run(
            endpoint=peer.server.endpoint,
            operation="CreateSecret",
            connections=1,
            secrets=secrets,
            count=count,
            warmUp=0,
            time=0,
        )

    # Start

    def starts(self):
        """Seconds, medians: one start of each kind after the other, again and again."""
        say("starts")
        nothing = "/bin/true" if pathlib.Path("/bin/true").exists() else "/usr/bin/true"
        without_java = keyturn.stand_in(self.scratch / "true", nothing)
        seconds = {}

        def took(name, value):
            seconds.setdefault(name, []).append(value)

        def run(name, *command, **options):
            began = time.perf_counter()
            subprocess.run(command, check=True, **options)
            took(name, time.perf_counter() - began)

        for _ in range(self.size.starts + 1):
            server = keyturn.Keyturn(self.java)
            took("ready", server.ready)
            took("answered", server.answered)
            server.stop()
            server = servers.Moto()
            took("moto", server.answered)
            server.stop()
            run("launcher", keyturn.LAUNCHER, env=without_java)
            run("nothing", nothing)
        # The first of each warms the disk's cache.
        starts = {name: median(values[1:]) for name, values in seconds.items()}
        starts["launcher"] -= starts.pop("nothing")
        return {**starts, **self.starts_in_process()}

    def starts_in_process(self):
        lines = subprocess.run(
            [*self.jvm, "dev.keyturn.bench.StartsInProcess", str(self.size.starts + 5)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout.splitlines()
        first, *later = [[float(number) / 1000 for number in line.split()] for line in lines]
        return {
            "first in process": first[0],
            "second in process": later[0][0],
            "second in process answered": later[0][1],
            "later in process": median(each[0] for each in later),
        }

    # Memory

    def memory(self):
        """MB before and with many secrets."""
        generator = servers.Generator(self.jvm)
        try:
            return {
                "keyturn": self.filled(generator, self.keyturn(), self.size.many, self.heap_mb),
                "moto": self.filled(generator, servers.Moto(), self.size.many_moto, lambda _: None),
            }
        finally:
            generator.stop()

    def filled(self, generator, server, count, heap_mb):
        say(f"memory with {count} secrets")
        try:
            before = (heap_mb(server.pid), machine.resident_mb(server.pid))
            self.create(generator, Peer("", server, None), "many/", count)
            after = (heap_mb(server.pid), machine.resident_mb(server.pid))
            return {"secrets": count, "before": before, "after": after}
        finally:
            server.stop()

    @staticmethod
    def heap_mb(pid):
        """What is alive: the histogram collects garbage first."""
        told = subprocess.run(
            [keyturn.jdk() / "bin" / "jcmd", str(pid), "GC.class_histogram"],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout
        return int(re.search(r"^Total +\d+ +(\d+)", told, re.MULTILINE).group(1)) / 2**20

    # A year

    def year(self):
        say("a simulated year")
        sizes = [str(number) for number in self.size.years]
        lines = subprocess.run(
            [*self.jvm, "dev.keyturn.local.rotation.YearOfRotations", *sizes],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout.splitlines()
        return [line.split() for line in lines[1:]]


def options():
    parser = argparse.ArgumentParser(prog="bench/service/run", description=__doc__)
    parser.add_argument(
        "--short",
        action="store_true",
        help="only that all of it runs: no figure of it means anything",
    )
    parser.add_argument(
        "--output",
        type=pathlib.Path,
        default=keyturn.HOME / "target/bench/service.md",
        metavar="FILE",
        help="where the tables go (default: target/bench/service.md)",
    )
    parser.add_argument(
        "--into",
        type=pathlib.Path,
        metavar="FILE",
        help=f"a document that gets the tables too, between {report.BEGIN} and {markdown.END}",
    )
    parser.add_argument("--classpath", required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def main():
    asked = options()
    size = SHORT if asked.short else FULL
    began = time.perf_counter()
    # On the project's disk, since that of temporary files may be memory; with spaces, as users have them.
    place = keyturn.HOME / "target/bench"
    with tempfile.TemporaryDirectory(prefix="a run ", dir=place) as scratch:
        bench = Bench(size, asked.classpath.split(":"), pathlib.Path(scratch))
        measured = [bench.starts(), bench.load(), bench.memory(), bench.year()]
    text = report.text(size, bench.java, *measured, time.perf_counter() - began)
    asked.output.parent.mkdir(parents=True, exist_ok=True)
    asked.output.write_text(text)
    if asked.into:
        markdown.put(text, asked.into, report.BEGIN)
    print(text)


if __name__ == "__main__":
    main()
