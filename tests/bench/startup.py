#!/usr/bin/env python3
"""What the provider database costs at the start of the program.

	startup.py POSTLOTSE EMPTY [ROUNDS]

EMPTY is the same program without an entry. Both look for a domain that is
not listed, and take turns with /bin/true, so that a busy machine disturbs all
alike. Wall time of the whole process, its processor time and page faults.
"""

import os
import statistics
import sys
import time

ROUNDS = 100
QUERY = ["providers", "match", "nobody@unlisted.example"]
ENV = {"HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}


def measure(command, null):
    """Wall and processor time in milliseconds, page faults, exit status."""
    began = time.perf_counter()
    pid = os.posix_spawn(command[0], command, ENV, file_actions=[
        (os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)])
    _, status, used = os.wait4(pid, 0)
    return ((time.perf_counter() - began) * 1000,
            (used.ru_utime + used.ru_stime) * 1000, used.ru_minflt,
            os.waitstatus_to_exitcode(status))


def main():
    if not 3 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else ROUNDS
    commands = {"full database": [sys.argv[1], *QUERY],
                "empty database": [sys.argv[2], *QUERY],
                "/bin/true": ["/bin/true"]}
    null = os.open("/dev/null", os.O_RDWR)
    figures = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            figures[name].append(measure(command, null))
    walls = {}
    for name, rows in figures.items():
        if {r[3] for r in rows} != {0 if name == "/bin/true" else 1}:
            sys.exit(f"bench: this failed: {commands[name]}")
        wall, cpu, faults = (statistics.median(r[i] for r in rows)
                             for i in range(3))
        walls[name] = wall
        print(f"{name:28} {wall:8.2f} ms wall (from "
              f"{min(r[0] for r in rows):.2f}) {cpu:8.2f} ms processor "
              f"{faults:6.0f} page faults")
    print(f"ratio full/empty {walls['full database'] / walls['empty database']:.2f}"
          f" in wall time, {rounds} rounds each, taking turns")


main()
