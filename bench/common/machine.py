"""What the kernel knows: CPU time of processes and of the machine, memory, and what the machine is."""

import os
import platform

TICK = os.sysconf("SC_CLK_TCK")
CORES = os.cpu_count()


def cpu_seconds(pid):
    """Of a process, threads that have ended included."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def busy_seconds():
    """Of the whole machine, what the hypervisor took included."""
    with open("/proc/stat") as stat:
        user, nice, system, _, _, irq, softirq, steal = map(int, stat.readline().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / TICK


def resident_mb(pid):
    with open(f"/proc/{pid}/status") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    raise RuntimeError(f"process {pid} has no memory")


def processor():
    with open("/proc/cpuinfo") as info:
        for line in info:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


class Usage:
    """CPU time from its making on: of some processes, and of all others."""

    def __init__(self, clock, *pids):
        self.clock = clock
        self.pids = (os.getpid(), *pids)
        self.began = clock()
        self.busy = busy_seconds()
        self.own = {pid: cpu_seconds(pid) for pid in self.pids}

    def of(self, pid):
        return cpu_seconds(pid) - self.own[pid]

    def foreign(self):
        """The share of the machine that processes took which are not measured."""
        own = sum(self.of(pid) for pid in self.pids)
        spent = busy_seconds() - self.busy - own
        return max(0.0, spent / (CORES * (self.clock() - self.began)))
