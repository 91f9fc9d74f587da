"""The tables, in Markdown."""

import platform
from importlib.metadata import version

import markdown
from markdown import java_version, number, table

BEGIN = "<!-- bench/service -->"
BUSY = " †"


def text(size, java, starts, load, memory, year, seconds):
    parts = [
        where(java, size, seconds),
        load_table(load),
        start_table(starts),
        memory_table(memory),
        year_table(year),
    ]
    return "\n\n".join(parts) + "\n"


def where(java, size, seconds):
    told = [word.split("=/")[0] for word in java if word.startswith("-X")]
    flags = ", ".join(f"`{word}`" for word in told)
    return (
        f"{markdown.where()}, JDK {java_version(java[0])} with {flags}; moto {version('moto')} on Werkzeug"
        f" {version('werkzeug')}, Python {platform.python_version()}. Medians of {size.rounds} rounds of"
        f" {size.time:g} s and of {size.starts} starts; {seconds / 60:.0f} minutes in all."
    )


def load_table(load):
    names = {"memory": "Keyturn", "data": "with `--data`", "moto": "moto"}
    there = [name for name in names if name in next(iter(load.values()))]
    heads = ["operation", "connections"]
    for name in there:
        heads += [f"{names[name]}: per second", "p99, ms", "CPU, µs"]
    heads.append("times moto")
    rows = []
    for (operation, connections), peers in load.items():
        row = [operation, str(connections)]
        for name in there:
            peer = peers[name]
            mark = "" if peer.quiet else BUSY
            row += [f"{number(peer.per_second)}{mark}", f"{peer.p99:.2f}", f"{peer.cpu_micros:.0f}"]
        if operation == "RotateSecret":
            row.append("another thing")
        else:
            row.append(f"{peers['memory'].per_second / peers['moto'].per_second:.0f}")
        rows.append(row)
    note = ""
    if any(not peer.quiet for peers in load.values() for peer in peers.values()):
        note = (
            f"\n\n{BUSY.strip()} Other processes had more than 5 % of the machine in too many of the"
            " rounds; these were counted."
        )
    return table(heads, rows) + note


def start_table(starts):
    rows = [
        ["`java`: from exec to the readiness line", "ready"],
        ["`java`: from exec to the first answer", "answered"],
        ["`./keyturn`: what the launcher adds before", "launcher"],
        ["`moto_server`: from exec to the first answer", "moto"],
        ["in a JVM: the first start", "first in process"],
        ["in the same JVM: the second start", "second in process"],
        ["the second start, to its first answer", "second in process answered"],
        ["later starts", "later in process"],
    ]
    return table(["start", "ms"], [[what, f"{starts[name] * 1000:.0f}"] for what, name in rows])


def memory_table(memory):
    rows = []
    for name, told in memory.items():
        rows.append(
            [
                "Keyturn" if name == "keyturn" else "moto",
                number(told["secrets"]),
                *(change(before, after) for before, after in zip(told["before"], told["after"])),
                f"{(told['after'][1] - told['before'][1]) * 1024 / told['secrets']:.1f}",
            ]
        )
    return table(["service", "secrets", "live heap, MB", "RSS, MB", "RSS per secret, KB"], rows)


def change(before, after):
    return "" if before is None else f"{before:.0f} → {after:.0f}"


def year_table(year):
    heads = ["secrets", "rotations in a year", "seconds", "CPU seconds", "CPU µs per rotation"]
    return table(heads, [[number(int(row[0])), number(int(row[1])), *row[2:]] for row in year])
