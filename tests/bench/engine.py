#!/usr/bin/env python3
"""500 runs on one engine beside 500 processes, and what an open run holds.

	engine.py [RUNS]

Both log in at the same scripted servers (IMAP, POP3, SMTP; TLS 1.3), taking
turns in five parts. Processor time of the client alone. The memory is that of
runs that wait for their password on an open TLS connection: the growth from
50 to 450 of them.
"""

import os
import resource
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "server"))

import manyruns as many  # noqa: E402
import ca  # noqa: E402
import mock  # noqa: E402

RUNS, PARTS, SERVERS = 500, 5, 4


def used():
    r = resource.getrusage(resource.RUSAGE_CHILDREN)
    return r.ru_utime + r.ru_stime


def jobs(net, count, how, names):
    return [(f"{i}.json", "en", many.SECONDS * 1000, how,
             many.url(net, names[i % len(names)])) for i in range(count)]


def on_one_engine(net, folder, certificates, wanted):
    before = used()
    r = many.together(net, certificates, folder, wanted)
    if r.returncode != 0 or r.stdout.count("ends 1") != len(wanted):
        sys.exit(f"bench: this failed: {r.stdout} {r.stderr}")
    return used() - before


def in_processes(net, folder, certificates, wanted):
    before = used()
    for _, language, _, _, where in wanted:
        r = subprocess.run(
            many.command(net, certificates, language, where),
            input=many.PASSWORD + "\n", text=True, cwd=folder, timeout=120,
            stdout=subprocess.DEVNULL, check=False)
        if r.returncode != 0:
            sys.exit(f"bench: this failed: {r.args}")
    return used() - before


def memory(net, folder, certificates, names):
    """Bytes for each run that waits on an open connection."""
    resident = {}
    for count in (50, 450):
        r = many.together(net, certificates, folder,
                          jobs(net, count, "hold", names))
        line = r.stdout.splitlines()[0].split()
        if line[:2] != ["held", str(count)]:
            sys.exit(f"bench: this failed: {r.stdout} {r.stderr}")
        resident[count] = int(line[3])
    return (resident[450] - resident[50]) / 400


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as folder:
        certificates = os.path.join(folder, "certificates")
        ca.make(certificates, many.player.HOSTS)
        net = many.listen("".join(many.GOOD.format(n=n)
                                  for n in range(SERVERS)), certificates)
        names = [s.name for s in net.servers]
        one = several = 0
        for part in range(PARTS):
            wanted = jobs(net, runs // PARTS, "now", names)
            one += on_one_engine(net, folder, certificates, wanted)
            several += in_processes(net, folder, certificates, wanted)
        print(f"{runs} runs, one engine     {one * 1000 / runs:8.2f} ms "
              "processor each")
        print(f"{runs} runs, processes      {several * 1000 / runs:8.2f} ms "
              "processor each")
        print(f"ratio engine/processes {one / several:.2f}")
        imap = [n for n in names if n.startswith("imap")]
        held = memory(net, folder, certificates, imap)
        print(f"memory of a run that holds a TLS connection "
              f"{held / 1024:.1f} KiB")
        net.stop()


if __name__ == "__main__":
    mock.PATIENCE = 60
    main()
