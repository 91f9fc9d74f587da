"""Control groups: CPU quotas, and the CPU time of whole families of processes, of version 2 and of version 1."""

import os
import pathlib

ROOT = pathlib.Path("/sys/fs/cgroup")
# Of Linux's usual 100 ms a step with little work would have all of its time at once. AWS publishes none.
PERIOD_MICROS = 20_000


class NoGroupsError(RuntimeError):
    """This machine does not let us make control groups."""


def groups():
    """The version in which this machine has the CPU controller."""
    unified = ROOT / "cgroup.controllers"
    if unified.exists() and "cpu" in unified.read_text().split():
        return Version2()
    if (ROOT / "cpu" / "cpu.cfs_quota_us").exists():
        return Version1()
    raise NoGroupsError(f"there is no CPU controller in {ROOT}: this needs Linux with control groups")


class Version1:
    """Time is counted in a hierarchy of its own, or in the same one under another name."""

    def places(self, path):
        return list(dict.fromkeys((ROOT / name / path).resolve() for name in ("cpu", "cpuacct")))

    def delegate(self, path):
        """Nothing to do: children may always have a quota."""

    def limit(self, path, micros):
        group = ROOT / "cpu" / path
        (group / "cpu.cfs_period_us").write_text(str(PERIOD_MICROS))
        (group / "cpu.cfs_quota_us").write_text(str(micros or -1))

    def cpu_seconds(self, path):
        return int((ROOT / "cpuacct" / path / "cpuacct.usage").read_text()) / 1e9


class Version2:
    def places(self, path):
        return [ROOT / path]

    def delegate(self, path):
        control = ROOT / path / "cgroup.subtree_control"
        if "cpu" not in control.read_text().split():
            control.write_text("+cpu")

    def limit(self, path, micros):
        (ROOT / path / "cpu.max").write_text(f"{micros or 'max'} {PERIOD_MICROS}")

    def cpu_seconds(self, path):
        lines = (ROOT / path / "cpu.stat").read_text().splitlines()
        usage = next(line for line in lines if line.startswith("usage_usec "))
        return int(usage.split()[1]) / 1e6


class Group:
    """One group, with all of its descendants where it counts."""

    def __init__(self, version, path):
        self.version = version
        self.path = path
        self.places = version.places(path)
        try:
            for place in self.places:
                place.mkdir(exist_ok=True)
        except OSError as error:
            raise NoGroupsError(f"cannot make a control group: {error}. Run as root.") from error

    def limit(self, cores):
        """Cores, or None for as many as there are."""
        self.version.limit(self.path, cores and round(cores * PERIOD_MICROS))

    def cpu_seconds(self):
        return self.version.cpu_seconds(self.path)

    def processes(self):
        return [int(pid) for pid in (self.places[0] / "cgroup.procs").read_text().split()]

    def take(self, pid):
        for place in self.places:
            (place / "cgroup.procs").write_text(str(pid))

    def entering(self, command):
        """A command that joins before it becomes the given one, so that nothing of that is outside."""
        join = "".join(f"echo $$ >'{place}/cgroup.procs' && " for place in self.places)
        return ["/bin/sh", "-c", join + 'exec "$@"', "sh", *map(str, command)]

    def remove(self):
        for place in self.places:
            place.rmdir()


class Tree:
    """All that the benchmark runs: itself and its servers in one group, the function in another."""

    def __init__(self):
        version = groups()
        name = f"keyturn-bench-{os.getpid()}"
        version.delegate("")
        self.all = Group(version, name)
        version.delegate(name)
        self.servers = Group(version, f"{name}/servers")
        self.function = Group(version, f"{name}/function")
        self.before = [place.parent for place in self.all.places]
        self.servers.take(os.getpid())

    def close(self):
        for place in self.before:
            (place / "cgroup.procs").write_text(str(os.getpid()))
        for group in (self.function, self.servers, self.all):
            group.remove()
