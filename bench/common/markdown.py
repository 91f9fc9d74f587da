"""Tables in Markdown, and where they go."""

import datetime
import platform
import re
import subprocess

import keyturn
import machine

END = "<!-- end -->"


def put(tables, document, begin):
    """Takes the place of what stood between a marker and the next end."""
    before, rest = document.read_text().split(begin + "\n", 1)
    after = rest.split(END + "\n", 1)[1]
    document.write_text(f"{before}{begin}\n{tables}{END}\n{after}")


def output(*command):
    return subprocess.run(
        command, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ).stdout.strip()


def where():
    """Day, commit and machine."""
    commit = output("git", "-C", keyturn.HOME, "describe", "--always", "--dirty", "--exclude=*")
    return (
        f"{datetime.date.today()}, commit {commit}. {machine.CORES} cores of {machine.processor()},"
        f" Linux {platform.release()}"
    )


def java_version(java):
    return re.search(r'version "([^"]+)"', output(java, "-version")).group(1)


def table(heads, rows):
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows])


def number(value):
    return f"{value:,.0f}"
